package io.rangeswarm.peer.core.swarm;

import io.rangeswarm.model.api.PeerChunks;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;

/** What one asks other peers beside chunks. Each call blocks for a bounded time. */
public interface Neighbours {

    /** What the peer holds of a file, and whom it knows. */
    Reply<PeerChunks> chunks(PeerEndpoint peer, FileId fileId);

    /** The manifest, checked against the id. */
    Reply<Manifest> manifest(PeerEndpoint peer, FileId fileId);
}
