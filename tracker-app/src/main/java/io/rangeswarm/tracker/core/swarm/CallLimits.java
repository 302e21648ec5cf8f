package io.rangeswarm.tracker.core.swarm;

import java.time.Duration;

/**
 * How much is let in.
 *
 * @param pollsPerSecondMax above which peers are asked to poll less often
 * @param registrationsPerSecondMax of chunks, above which peers are asked to gather more of them for each
 * @param pollAfterMax the longest wait between polls, and between chunk registrations, that is asked for on average
 * @param renewalsPerSecondMax above which new peers are given longer leases
 * @param leaseMax the longest lease that is ever given
 * @param newPeersAtOnceMax from one address
 * @param newPeersPerSecondMax from one address, when it has had that many at once
 */
public record CallLimits(
        int pollsPerSecondMax,
        int registrationsPerSecondMax,
        Duration pollAfterMax,
        int renewalsPerSecondMax,
        Duration leaseMax,
        int newPeersAtOnceMax,
        int newPeersPerSecondMax) {

    /** @throws IllegalArgumentException unless all are positive */
    public CallLimits {
        if (pollsPerSecondMax < 1
                || registrationsPerSecondMax < 1
                || pollAfterMax.toMillis() < 1
                || renewalsPerSecondMax < 1
                || leaseMax.toSeconds() < 1
                || newPeersAtOnceMax < 1
                || newPeersPerSecondMax < 1) {
            throw new IllegalArgumentException("limits of calls are 1 or more");
        }
    }
}
