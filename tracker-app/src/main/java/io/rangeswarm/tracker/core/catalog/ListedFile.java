package io.rangeswarm.tracker.core.catalog;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import java.util.List;

/**
 * A file that at least one live peer shares.
 *
 * @param names what live peers call it, sorted, some of them when there are very many
 * @param seeds count of live peers that hold all of it
 * @param leeches count of live peers that hold less
 * @param availability the lowest copy count over its chunks
 * @param progress of the leeches
 */
public record ListedFile(
        FileId id,
        ChunkLayout layout,
        Sha256 globalHash,
        List<String> names,
        long seeds,
        long leeches,
        long availability,
        LeechProgress progress) {

    public ListedFile {
        names = List.copyOf(names);
    }
}
