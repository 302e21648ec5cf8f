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

    /** Whether {@link #lend} is of use for this chunk, as things stand. */
    default boolean wantsBytesOf(int index) {
        return false;
    }

    /**
     * Lends the bytes of a chunk, just verified by a writer of this store, which gives them back, now or later. May hash
     * them, and others', before it returns: some milliseconds.
     */
    default void lend(int index, LentBytes bytes) {
        bytes.giveBack().run();
    }
}
