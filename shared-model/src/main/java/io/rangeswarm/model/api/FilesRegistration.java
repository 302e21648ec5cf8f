package io.rangeswarm.model.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch of files that a peer shares. */
public record FilesRegistration(@Nullable List<@Nullable FileRegistration> files) {

    /** The most files in one batch. */
    public static final int FILES_MAX = 1000;

    /** The most chunk hashes in one batch's files together: what keeps its JSON below the body limit. */
    public static final int CHUNK_HASHES_MAX = 65_536;
}
