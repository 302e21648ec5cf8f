package io.rangeswarm.tracker.stats;

import io.rangeswarm.tracker.core.swarm.Census;
import io.rangeswarm.tracker.core.swarm.SwarmNumbers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Counts the swarm at most once a second, however many gauges are read. Guarded by this, also while counting: the others
 * wait for the same result.
 */
@Component
class RecentNumbers {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Census census;
    private final Clock clock;
    private @Nullable SwarmNumbers last;
    private Instant countedAt = Instant.EPOCH;

    RecentNumbers(Census census, Clock clock) {
        this.census = census;
        this.clock = clock;
    }

    synchronized SwarmNumbers get() {
        Instant now = clock.instant();
        SwarmNumbers numbers = last;
        if (numbers == null || Duration.between(countedAt, now).compareTo(FRESH) >= 0) {
            numbers = census.count(now);
            last = numbers;
            countedAt = now;
        }
        return numbers;
    }
}
