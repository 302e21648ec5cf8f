package io.rangeswarm.peer.core.swarm;

import io.rangeswarm.model.api.ChunkExchange;
import io.rangeswarm.model.api.ChunkExchanged;
import io.rangeswarm.model.api.PeerChunks;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;

/** What one asks other peers beside chunks. Each call blocks for a bounded time. */
public interface Neighbours {

    /**
     * Tells the peer what is held here of a file, and hears what it holds, whom it knows and what it offers. Peers of
     * older versions refuse it as {@code not-found} or {@code method-not-allowed}: {@link #chunks} is for them.
     */
    Reply<ChunkExchanged> exchange(PeerEndpoint peer, FileId fileId, ChunkExchange mine);

    /** What the peer holds of a file, and whom it knows. */
    Reply<PeerChunks> chunks(PeerEndpoint peer, FileId fileId);

    /** The manifest, checked against the id. */
    Reply<Manifest> manifest(PeerEndpoint peer, FileId fileId);
}
