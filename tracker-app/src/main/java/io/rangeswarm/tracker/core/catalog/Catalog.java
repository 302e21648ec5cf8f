package io.rangeswarm.tracker.core.catalog;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import java.time.Instant;
import java.util.Optional;

/**
 * The files there are: those of which a peer whose lease runs past {@code now} shares anything, be it no chunk yet.
 * Safe for many threads.
 */
public interface Catalog {

    /** The files that fit the query. */
    Page<ListedFile> list(FileQuery query, Instant now);

    Optional<ListedFile> find(FileId id, Instant now);

    /** The file's layout alone, which costs less than its manifest. */
    Optional<ChunkLayout> layout(FileId id, Instant now);

    Optional<Manifest> manifest(FileId id, Instant now);
}
