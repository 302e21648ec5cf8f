package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.ChunkSet;
import java.time.Instant;

/**
 * A live peer that shares one file, with all that people may see of it.
 *
 * @param transferred of all its files together, as its last heartbeat said
 * @param held its chunks of the file
 */
public record Holder(PeerId peerId, PeerProfile profile, Instant leaseUntil, Transferred transferred, ChunkSet held) {}
