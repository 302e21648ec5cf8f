package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;

/** One file that a peer shares: what it calls it, what it is, and which chunks it holds. */
public record SharedFile(FileName name, Manifest manifest, ChunkSet held) {

    /** @throws IllegalArgumentException when the set is not one of the manifest's chunks */
    public SharedFile {
        if (held.count() != manifest.layout().chunkCount()) {
            throw new IllegalArgumentException("a set of " + held.count() + " chunks does not fit a file of "
                    + manifest.layout().chunkCount());
        }
    }

    public FileId fileId() {
        return manifest.fileId();
    }
}
