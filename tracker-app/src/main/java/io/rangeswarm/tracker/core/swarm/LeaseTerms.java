package io.rangeswarm.tracker.core.swarm;

import java.time.Duration;

/**
 * What the tracker grants every peer.
 *
 * @param lease how long its holdings count after its last authenticated call
 * @param pollAfter how long it waits between two questions about one file, at least
 */
public record LeaseTerms(Duration lease, Duration pollAfter) {

    /** @throws IllegalArgumentException unless the lease is a second or more and the wait a millisecond or more */
    public LeaseTerms {
        if (lease.toSeconds() < 1) {
            throw new IllegalArgumentException("a lease is one second or more, not " + lease);
        }
        if (pollAfter.toMillis() < 1) {
            throw new IllegalArgumentException("the wait between polls is one millisecond or more, not " + pollAfter);
        }
    }
}
