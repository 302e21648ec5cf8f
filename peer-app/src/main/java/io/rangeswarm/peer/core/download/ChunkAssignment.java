package io.rangeswarm.peer.core.download;

import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Instant;

/**
 * One request that is to be made, or under way: ask {@code source} for chunk {@code index}.
 *
 * @param serial tells two requests of one chunk to one source apart
 */
public record ChunkAssignment(long serial, int index, PeerEndpoint source, Instant startedAt) {}
