package io.rangeswarm.peer.core.exchange;

import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;

/** Is told of peers that ask, each time, for they are sources too. Called by many threads; must return quickly. */
public interface AskerListener {

    /** It asked for an exchange. */
    void asked(FileId fileId, PeerEndpoint asker, ChunkSet held);

    /** It asked for chunks, and said this along with that. */
    default void mentioned(FileId fileId, PeerEndpoint asker, ChunkNews news) {}
}
