package io.rangeswarm.peer.core.download;

/**
 * How one source does, for people.
 *
 * @param heldChunks count of chunks it is known to hold
 * @param requestsInFlight requests under way to it
 * @param bytes of verified chunks that it sent
 * @param bytesPerSecond of one request, a moving average; 0 while unknown
 * @param failures requests that came to nothing
 * @param strikes wrong chunks
 */
public record SourceReport(
        String endpoint,
        int heldChunks,
        int requestsInFlight,
        long bytes,
        long bytesPerSecond,
        long failures,
        int strikes,
        boolean banned) {}
