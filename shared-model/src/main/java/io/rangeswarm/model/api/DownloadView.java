package io.rangeswarm.model.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One download of a peer, for the control API and scripts.
 *
 * @param state QUEUED, LOCATING, FETCHING, CHECKING, PAUSED, COMPLETE, FAILED or CANCELLED
 * @param length in bytes; 0 until the manifest is known; heldBytes and fetchedBytes likewise in bytes
 * @param heldBytes of verified chunks
 * @param fetchedBytes of verified chunks that came over the network in this process
 * @param secondsLeft at the present rate, where there is one
 * @param path where the file is, once complete
 * @param error what went wrong, once failed
 * @param waitingFor what it lacks to go on, if anything
 */
public record DownloadView(
        String fileId,
        @Nullable String name,
        String state,
        long length,
        int chunkCount,
        int heldChunks,
        long heldBytes,
        long fetchedBytes,
        long bytesPerSecond,
        @Nullable Long secondsLeft,
        List<SourceView> sources,
        @Nullable String path,
        @Nullable String error,
        @Nullable String waitingFor) {

    public DownloadView {
        sources = List.copyOf(sources);
    }

    /** The same without its sources, for long lists. */
    public DownloadView withoutSources() {
        return new DownloadView(
                fileId,
                name,
                state,
                length,
                chunkCount,
                heldChunks,
                heldBytes,
                fetchedBytes,
                bytesPerSecond,
                secondsLeft,
                List.of(),
                path,
                error,
                waitingFor);
    }

    /**
     * One source of a download.
     *
     * @param bytes of verified chunks that it sent
     * @param bytesPerSecond of one request, a moving average
     * @param strikes wrong chunks it sent
     */
    public record SourceView(
            String endpoint,
            int heldChunks,
            int requestsInFlight,
            long bytes,
            long bytesPerSecond,
            long failures,
            int strikes,
            boolean banned) {}
}
