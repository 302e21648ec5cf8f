package io.rangeswarm.peer.core.holding;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** A file of which this peer holds verified chunks: a file in the share folder, or a download's part file. */
public interface Holding {

    Manifest manifest();

    /** What the file is called here, at least one name; copies of the same bytes are one holding with many names. */
    SortedSet<FileName> names();

    /** The chunks that are held and verified at this moment. */
    ChunkSet held();

    /**
     * Where the held chunks' bytes are, each at its place in the file; empty when the file on disk is no longer the one
     * that was verified.
     */
    Optional<Path> verifiedPath();

    /** The chunks verified last, the newest at the end; few, and none of a file that was whole from the beginning. */
    default List<Integer> latest() {
        return List.of();
    }

    default FileId fileId() {
        return manifest().fileId();
    }
}
