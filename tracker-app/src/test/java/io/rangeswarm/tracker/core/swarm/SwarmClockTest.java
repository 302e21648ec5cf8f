package io.rangeswarm.tracker.core.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SwarmClockTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration FIVE_DAYS = Duration.ofDays(5);

    private final SharedTime shared = new SharedTime();
    private long nanos = -3; // elapsed time may be negative

    /** A database that can be away. */
    private static final class SharedTime implements SwarmTime {

        private @Nullable Instant last;
        private boolean away;

        @Override
        public Optional<Instant> last() {
            return Optional.ofNullable(last);
        }

        @Override
        public Instant advance(Instant atLeast) {
            if (away) {
                throw new IllegalStateException("away");
            }
            Instant known = last;
            Instant now = known == null || known.isBefore(atLeast) ? atLeast : known;
            last = now;
            return now;
        }
    }

    private SwarmClock clock(Instant wallClock) {
        return new SwarmClock(shared, Clock.fixed(wallClock, ZoneOffset.UTC), () -> nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void beginsWithTheWallClockAndCountsElapsedTime() {
        SwarmClock clock = clock(START);
        pass(Duration.ofSeconds(3));

        assertThat(clock.instant()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void wallClockThatJumpedFiveDaysBetweenTwoStartsChangesNothing() {
        clock(START).synchronize();

        assertThat(clock(START.plus(FIVE_DAYS)).instant()).isEqualTo(START);
        assertThat(clock(START.minus(FIVE_DAYS)).instant()).isEqualTo(START);
    }

    @Test
    void processThatWasStoppedForFiveDaysGoesOnNearlyWhereItWas() {
        SwarmClock clock = clock(START);
        pass(FIVE_DAYS);

        assertThat(clock.instant()).isEqualTo(START.plus(SwarmClock.STANDSTILL_AFTER));
        clock.synchronize();
        pass(Duration.ofSeconds(1));
        assertThat(clock.instant())
                .isEqualTo(START.plus(SwarmClock.STANDSTILL_AFTER).plusSeconds(1));
    }

    @Test
    void standsStillWhileTheDatabaseIsAway() {
        SwarmClock clock = clock(START);
        shared.away = true;
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofSeconds(2));
            assertThatThrownBy(clock::synchronize).hasMessage("away");
        }
        shared.away = false;
        clock.synchronize();

        assertThat(clock.instant()).isEqualTo(START.plus(SwarmClock.STANDSTILL_AFTER));
    }

    @Test
    void followsTheTrackerThatIsAheadAndNeverGoesBack() {
        SwarmClock first = clock(START);
        pass(Duration.ofSeconds(1));
        SwarmClock second = clock(START.minus(FIVE_DAYS));
        assertThat(second.instant()).isEqualTo(START);

        first.synchronize();
        second.synchronize();

        assertThat(second.instant()).isEqualTo(first.instant()).isEqualTo(START.plusSeconds(1));
    }
}
