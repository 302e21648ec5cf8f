package io.rangeswarm.model.api;

import org.jspecify.annotations.Nullable;

/**
 * A peer as the tracker shows it to anybody.
 *
 * @param leaseSecondsLeft until its holdings stop counting, unless it calls again
 * @param files count of files of which it holds anything
 * @param uploadedBytes as its last heartbeat said, 0 when it never did; likewise downloadedBytes
 */
public record PeerView(
        String peerId,
        String endpoint,
        @Nullable String name,
        @Nullable String zone,
        long leaseSecondsLeft,
        long files,
        long uploadedBytes,
        long downloadedBytes) {}
