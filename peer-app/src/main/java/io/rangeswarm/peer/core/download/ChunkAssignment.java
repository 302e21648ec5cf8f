package io.rangeswarm.peer.core.download;

import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Instant;

/**
 * One request that is to be made, or under way: ask {@code source} for the chunks of {@code run}.
 *
 * @param serial tells two requests of the same chunks to one source apart
 * @param arrived what of its body has come: counted by whoever receives it
 */
public record ChunkAssignment(long serial, ChunkRun run, PeerEndpoint source, Instant startedAt, ArrivedBytes arrived) {

    ChunkAssignment(long serial, ChunkRun run, PeerEndpoint source, Instant startedAt) {
        this(serial, run, source, startedAt, new ArrivedBytes());
    }
}
