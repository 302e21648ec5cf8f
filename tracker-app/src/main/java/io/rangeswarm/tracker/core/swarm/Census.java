package io.rangeswarm.tracker.core.swarm;

import java.time.Instant;

/** Counts the whole swarm, which costs more the bigger it is. Safe for many threads. */
public interface Census {

    SwarmNumbers count(Instant now);
}
