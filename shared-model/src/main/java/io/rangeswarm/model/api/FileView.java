package io.rangeswarm.model.api;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file as the tracker lists it; never says who holds which chunk.
 *
 * @param names what live peers call it, at least one, sorted, at most {@link #NAMES_MAX}
 * @param length in bytes; likewise chunkSize
 * @param sha256 of the whole file
 * @param seeds count of live peers that hold all of it
 * @param leeches count of live peers that hold less
 * @param availability the lowest copy count over its chunks; 0 means that nobody can finish now
 * @param leechTenths how far the leeches are: ten counts, the first of those that hold less than a tenth of the chunks, the last of
 *     those that hold nine tenths or more; left out when there are none
 */
public record FileView(
        String fileId,
        List<String> names,
        long length,
        int chunkSize,
        int chunkCount,
        String sha256,
        long seeds,
        long leeches,
        long availability,
        @Nullable List<Long> leechTenths) {

    /** The most names shown of one file. */
    public static final int NAMES_MAX = 100;

    public FileView {
        Objects.requireNonNull(fileId, "fileId");
        Objects.requireNonNull(sha256, "sha256");
        names = List.copyOf(names);
        leechTenths = leechTenths == null ? null : List.copyOf(leechTenths);
    }
}
