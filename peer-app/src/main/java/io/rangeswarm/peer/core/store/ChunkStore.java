package io.rangeswarm.peer.core.store;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import java.io.IOException;

/** Takes a file's chunks in any order, from many threads, and keeps only those that match the manifest. */
public interface ChunkStore {

    Manifest manifest();

    /** The chunks that are kept and verified. */
    ChunkSet held();

    /**
     * Opens a writer for chunk {@code index}. Several may be open for one chunk at a time; the first that proves right
     * wins.
     *
     * @throws IOException when the disk refuses
     */
    ChunkWriter writerFor(int index) throws IOException;
}
