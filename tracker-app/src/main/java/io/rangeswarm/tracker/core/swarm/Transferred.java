package io.rangeswarm.tracker.core.swarm;

/** Bytes of file content that a peer says it has sent and fetched since it started. */
public record Transferred(long uploadedBytes, long downloadedBytes) {

    /** @throws IllegalArgumentException when either is negative */
    public Transferred {
        if (uploadedBytes < 0 || downloadedBytes < 0) {
            throw new IllegalArgumentException("a count of bytes is 0 or more");
        }
    }
}
