package io.rangeswarm.simulation;

import java.util.random.RandomGenerator;

/**
 * How long a peer takes to react: next to nothing, or what it waits for a processor that many share.
 *
 * @param leastNanos at least so long
 * @param mostNanos and less than so long, evenly at random; not less than {@code leastNanos}
 */
record Reaction(long leastNanos, long mostNanos) {

    static final Reaction AT_ONCE = new Reaction(0, 0);

    Reaction {
        if (leastNanos < 0 || mostNanos < leastNanos) {
            throw new IllegalArgumentException("no time to react in: " + leastNanos + " to " + mostNanos + " ns");
        }
    }

    long nanos(RandomGenerator random) {
        return leastNanos == mostNanos ? leastNanos : random.nextLong(leastNanos, mostNanos);
    }
}
