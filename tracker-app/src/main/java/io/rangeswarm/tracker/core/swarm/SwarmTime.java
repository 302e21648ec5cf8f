package io.rangeswarm.tracker.core.swarm;

import java.time.Instant;
import java.util.Optional;

/** The time that all trackers of one database share. Safe for many threads and trackers. */
public interface SwarmTime {

    /** How far it has come; empty when no tracker has ever run. */
    Optional<Instant> last();

    /** Moves it on to {@code atLeast}, unless it is there already. @return where it is now */
    Instant advance(Instant atLeast);
}
