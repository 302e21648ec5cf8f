package io.rangeswarm.peer.core.download;

/**
 * How much is asked for at a time.
 *
 * @param queuedRequestsMax chunk requests under way in one download, 1 to 256
 * @param requestsPerSourceMax of these, to one source, 1 to 64
 */
public record FetchLimits(int queuedRequestsMax, int requestsPerSourceMax) {

    /** @throws IllegalArgumentException when a limit is out of its bounds */
    public FetchLimits {
        require(queuedRequestsMax >= 1 && queuedRequestsMax <= 256, "max-queued-requests must be 1 to 256");
        require(requestsPerSourceMax >= 1 && requestsPerSourceMax <= 64, "requests-per-source must be 1 to 64");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
