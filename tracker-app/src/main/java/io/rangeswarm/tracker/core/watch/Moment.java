package io.rangeswarm.tracker.core.watch;

import java.time.Instant;

/**
 * A watched swarm at one moment of its past.
 *
 * @param fetchedPerSecond bytes, all shown peers together
 * @param heldBytes by all shown peers together
 * @param leeches count of all
 */
public record Moment(Instant at, double fetchedPerSecond, long heldBytes, long leeches) {}
