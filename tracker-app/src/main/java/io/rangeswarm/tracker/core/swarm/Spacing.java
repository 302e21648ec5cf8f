package io.rangeswarm.tracker.core.swarm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * How far apart callers are asked to keep their calls, so that no more than a wanted number come in a second however many
 * callers there are. Who calls every {@code s} seconds and is seen {@code n} times a second stands for {@code n * s} callers;
 * that product stays the same when they heed what they are told, so the answer does not swing. It goes in steps of two, so
 * that it seldom changes. Guarded by this, but for the count of calls.
 */
final class Spacing {

    /** Over which calls are counted before the answer changes. */
    private static final Duration WINDOW = Duration.ofSeconds(2);

    /** What is left of the estimate after a window: a burst does not count for much. */
    private static final double KEPT_AFTER_WINDOW = 0.5;

    private final Duration least;
    private final Duration most;
    private final double callsPerSecondMax;
    private final Clock clock;
    private final LongAdder calls = new LongAdder();
    private volatile Duration current;
    private volatile Instant windowEnd;
    private Instant windowStart;
    private double callers;

    Spacing(Duration least, Duration most, double callsPerSecondMax, Clock clock) {
        this.least = least;
        this.most = most.compareTo(least) < 0 ? least : most;
        this.callsPerSecondMax = callsPerSecondMax;
        this.clock = clock;
        this.current = least;
        this.windowStart = clock.instant();
        this.windowEnd = windowStart.plus(WINDOW);
    }

    void called() {
        calls.increment();
    }

    /**
     * How long one caller is to wait: {@link #current} on average. With more to do than wanted each is told another wait, from half
     * of that to half as much again: callers whose answers came late together would otherwise come together again for ever.
     */
    Duration told() {
        Duration mean = current();
        if (mean.compareTo(least) <= 0) {
            return mean;
        }
        long nanos = mean.toNanos();
        return Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos + 1));
    }

    Duration current() {
        Instant now = clock.instant();
        if (!now.isBefore(windowEnd)) {
            measure(now);
        }
        return current;
    }

    private synchronized void measure(Instant now) {
        if (now.isBefore(windowEnd)) {
            return;
        }
        double seconds = Duration.between(windowStart, now).toNanos() / 1e9;
        double seen = calls.sumThenReset() / seconds * current.toNanos() / 1e9;
        double kept = Math.pow(KEPT_AFTER_WINDOW, seconds * 1e9 / WINDOW.toNanos());
        callers = kept * callers + (1 - kept) * seen;
        current = stepFor(callers / callsPerSecondMax);
        windowStart = now;
        windowEnd = now.plus(WINDOW);
    }

    private Duration stepFor(double seconds) {
        Duration step = least;
        while (step.toNanos() / 1e9 < seconds && step.compareTo(most) < 0) {
            step = step.multipliedBy(2);
        }
        return step.compareTo(most) < 0 ? step : most;
    }
}
