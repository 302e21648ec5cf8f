package io.rangeswarm.peer.core.download;

import io.rangeswarm.peer.core.store.ChunkStore;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;

/** Fetches chunks from peers. */
public interface ChunkSource {

    /**
     * Asks {@code source} for chunk {@code index} and writes what comes to the store. Blocks until there is a result;
     * returns {@link FetchResult.Cancelled} soon after the cancellation.
     */
    FetchResult fetch(PeerEndpoint source, ChunkStore store, int index, Cancellation cancellation);
}
