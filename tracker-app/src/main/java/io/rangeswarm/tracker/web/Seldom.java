package io.rangeswarm.tracker.web;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Says when it is time to say the same thing again. Safe for many threads. */
final class Seldom {

    private final long everyNanos;

    /** Of {@link System#nanoTime}. */
    private final AtomicLong next = new AtomicLong(System.nanoTime());

    Seldom(Duration every) {
        this.everyNanos = every.toNanos();
    }

    /** Whether so much time has passed since it was true last; true for one of those who ask at once. */
    boolean isDue() {
        long now = System.nanoTime();
        long due = next.get();
        return now - due >= 0 && next.compareAndSet(due, now + everyNanos);
    }
}
