package io.rangeswarm.tracker.core.swarm;

import java.time.Instant;

/**
 * A live peer as others may see it.
 *
 * @param files count of files of which it shares anything
 */
public record Peer(PeerId id, PeerProfile profile, Instant leaseUntil, long files, Transferred transferred) {}
