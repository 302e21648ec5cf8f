package io.rangeswarm.peer.core.exchange;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import java.time.Instant;
import java.util.List;

/** Names chunks of files held whole that this peer would like others to take from it. Safe for many threads. */
public interface OfferDesk {

    /**
     * At most {@code most} chunks for one asker.
     *
     * @param asker tells askers apart
     * @param held what it holds, so that an offer it took is known to be taken
     * @param wanted nothing else is offered
     */
    List<Integer> offer(FileId fileId, String asker, ChunkSet held, ChunkSet wanted, int most, Instant now);
}
