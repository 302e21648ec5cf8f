package io.rangeswarm.tracker.stats;

import io.rangeswarm.tracker.core.swarm.Census;
import io.rangeswarm.tracker.core.swarm.SwarmNumbers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Counts the swarm at most once a second, and a big one less often, however many gauges are read. Guarded by this, also while counting: the others
 * wait for the same result.
 */
@Component
class RecentNumbers {

    private static final Duration FRESH = Duration.ofSeconds(1);

    /** Numbers of a big swarm stay good for so many times what counting took: a twentieth of a core at most. */
    private static final int TIMES_THE_COST = 20;

    private final Census census;
    private final Clock clock;
    private @Nullable SwarmNumbers last;
    private Instant countedAt = Instant.EPOCH;
    private Duration freshFor = FRESH;

    RecentNumbers(Census census, Clock clock) {
        this.census = census;
        this.clock = clock;
    }

    synchronized SwarmNumbers get() {
        Instant now = clock.instant();
        SwarmNumbers numbers = last;
        if (numbers == null || Duration.between(countedAt, now).compareTo(freshFor) >= 0) {
            long start = System.nanoTime();
            numbers = census.count(now);
            Duration spared = Duration.ofNanos(System.nanoTime() - start).multipliedBy(TIMES_THE_COST);
            freshFor = spared.compareTo(FRESH) > 0 ? spared : FRESH;
            last = numbers;
            countedAt = now;
        }
        return numbers;
    }
}
