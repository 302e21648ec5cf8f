package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.ChunkSet;
import org.jspecify.annotations.Nullable;

/** A live peer together with the chunks that it holds of one file. */
public record Source(
        PeerId peerId, Endpoint endpoint, @Nullable String zone, ChunkSet held) {}
