package io.rangeswarm.tracker.core.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Moments of a watched swarm, from the first on: when there are too many every second one goes, and they come half as
 * often. Guarded by the swarm's {@link Watch}.
 */
final class Past {

    static final int MOMENTS_MAX = 300;

    private static final Duration SPACING_MIN = Duration.ofMillis(900);

    private List<Moment> moments = new ArrayList<>();
    private Duration spacing = SPACING_MIN;

    /** Keeps it unless the last one was just before. */
    void add(Moment moment) {
        if (!moments.isEmpty()) {
            Instant last = moments.get(moments.size() - 1).at();
            if (Duration.between(last, moment.at()).compareTo(spacing) < 0) {
                return;
            }
        }
        moments.add(moment);
        if (moments.size() > MOMENTS_MAX) {
            List<Moment> kept = new ArrayList<>();
            for (int i = 0; i < moments.size(); i += 2) {
                kept.add(moments.get(i));
            }
            moments = kept;
            spacing = spacing.multipliedBy(2);
        }
    }

    List<Moment> moments() {
        return List.copyOf(moments);
    }
}
