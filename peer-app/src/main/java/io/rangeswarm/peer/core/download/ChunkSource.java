package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.peer.core.store.ChunkStore;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.util.Optional;

/** Fetches chunks from peers. */
public interface ChunkSource {

    /** Whoever wants chunks: is told what comes of a request while it is under way, on the thread that fetches. */
    @FunctionalInterface
    interface Client {

        /** The chunk is verified and held; not told of those that were held already. */
        void verified(int index);

        /** Whether the source's next chunk is to be received: asked before each of a run. If not, the request ends, cancelled. */
        default boolean wantsMore() {
            return true;
        }

        /** So many more bytes of the body have come, right or wrong. */
        default void received(int bytes) {}

        /** What to tell the source along with the request; empty for nothing. */
        default Optional<ChunkNews> ownNews() {
            return Optional.empty();
        }

        /** The source said this along with its answer, before the chunks come: what is queued there is queued before them. */
        default void heard(ChunkNews news) {}
    }

    /**
     * Asks {@code source} for the run's chunks in one request and writes what comes to the store. Blocks until there is a
     * result; returns {@link FetchResult.Cancelled} soon after the cancellation.
     *
     * @return {@link FetchResult.Verified} when every chunk came, else what became of the first that did not: the chunks
     *     before it stay held, those after it were not looked at
     */
    FetchResult fetch(PeerEndpoint source, ChunkStore store, ChunkRun run, Cancellation cancellation, Client client);
}
