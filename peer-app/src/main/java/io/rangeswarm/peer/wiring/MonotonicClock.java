package io.rangeswarm.peer.wiring;

import java.time.Instant;
import java.time.InstantSource;

/** A clock for measuring: it starts at the present time and never jumps, whatever is done to the machine's clock. */
final class MonotonicClock implements InstantSource {

    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }
}
