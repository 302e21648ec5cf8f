package io.rangeswarm.tracker.core.watch;

import io.rangeswarm.tracker.core.swarm.Holder;

/**
 * A peer of a watched swarm.
 *
 * @param heldBytes of this file
 * @param leftBytes of this file; 0 for a seed
 */
public record WatchedPeer(Holder holder, long heldBytes, long leftBytes, PeerRates rates) {}
