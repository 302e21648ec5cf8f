package io.rangeswarm.tracker.core.swarm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The clock by which leases run. It begins with the wall clock when the first tracker of a database starts, and never
 * looks at it again: it counts elapsed time, goes on after a restart where it stopped, and is set forward to what the
 * other trackers of the database have counted. So a wall clock that jumps, or differs from machine to machine, ends no
 * lease and makes none last.
 *
 * <p>It stands still when the shared time has not been heard of for {@link #STANDSTILL_AFTER}: while the database is
 * away, or the process is stopped, nobody can renew. Never goes back. Safe for many threads.
 */
public final class SwarmClock extends Clock {

    /** Several times as long as the trackers wait between two synchronizations. */
    static final Duration STANDSTILL_AFTER = Duration.ofSeconds(10);

    private final SwarmTime shared;
    private final LongSupplier nanoTime;

    /** Replaced as a whole, by one thread at a time. */
    private volatile Heard heard;

    private record Heard(Instant time, long atNanos) {}

    /**
     * Goes on where the shared time stands.
     *
     * @param wallClock tells when time begins, if it has not
     * @param nanoTime elapsed time, such as {@link System#nanoTime}
     */
    public SwarmClock(SwarmTime shared, Clock wallClock, LongSupplier nanoTime) {
        this.shared = shared;
        this.nanoTime = nanoTime;
        this.heard = new Heard(shared.last().orElseGet(wallClock::instant), nanoTime.getAsLong());
        synchronize();
    }

    /** Tells the shared time how far this clock has come, and follows it. To be called every few seconds. */
    public synchronized void synchronize() {
        Instant told = shared.advance(instant());
        long nanos = nanoTime.getAsLong();
        Instant now = at(nanos);
        heard = new Heard(told.isAfter(now) ? told : now, nanos);
    }

    @Override
    public Instant instant() {
        return at(nanoTime.getAsLong());
    }

    private Instant at(long nanos) {
        Heard last = heard;
        long elapsed = Math.max(0, nanos - last.atNanos());
        return last.time().plusNanos(Math.min(elapsed, STANDSTILL_AFTER.toNanos()));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** @throws UnsupportedOperationException always: leases know no calendar */
    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the swarm's time has no zones");
    }
}
