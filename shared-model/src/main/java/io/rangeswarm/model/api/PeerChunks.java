package io.rangeswarm.model.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a peer answers about one file: its own chunks, and the other peers of the swarm it knows of, so that peers find
 * each other while the tracker is away.
 *
 * @param self its own holding; {@code peerId} and {@code endpoint} may be missing
 * @param peers others, at most 50, as it last heard of them
 */
public record PeerChunks(
        @Nullable String fileId,
        @Nullable Integer chunkCount,
        @Nullable Location self,
        @Nullable List<Location> peers) {}
