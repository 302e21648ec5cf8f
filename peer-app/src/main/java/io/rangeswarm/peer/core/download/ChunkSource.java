package io.rangeswarm.peer.core.download;

import io.rangeswarm.peer.core.store.ChunkStore;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.util.function.IntConsumer;

/** Fetches chunks from peers. */
public interface ChunkSource {

    /**
     * Asks {@code source} for the run's chunks in one request and writes what comes to the store. Blocks until there is a
     * result; returns {@link FetchResult.Cancelled} soon after the cancellation.
     *
     * @param onVerified is told each chunk's index as soon as it is verified and held, on this thread; not of those that
     *     were held already
     * @return {@link FetchResult.Verified} when every chunk came, else what became of the first that did not: the chunks
     *     before it stay held, those after it were not looked at
     */
    FetchResult fetch(
            PeerEndpoint source, ChunkStore store, ChunkRun run, Cancellation cancellation, IntConsumer onVerified);
}
