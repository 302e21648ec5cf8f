package io.rangeswarm.tracker.core.catalog;

import io.rangeswarm.model.content.ChunkSet;
import java.util.Arrays;

/** How many peers hold each chunk of one file. For one thread at a time. */
public final class CopyCounts {

    private final long seeds;
    private final int[] partialCopies;

    /**
     * Starts with the seeds.
     *
     * @param seeds count of peers that hold every one of the {@code chunkCount} chunks
     */
    public CopyCounts(int chunkCount, long seeds) {
        this.seeds = seeds;
        this.partialCopies = new int[chunkCount];
    }

    /** How many chunks the file has. */
    public int chunkCount() {
        return partialCopies.length;
    }

    /** Counts in a peer that is not a seed. */
    public void add(ChunkSet held) {
        held.forEach(index -> partialCopies[index]++);
    }

    /** Count of peers that hold chunk {@code index}. */
    public long of(int index) {
        return seeds + partialCopies[index];
    }

    /** The lowest count over all chunks; for the empty file, which has none, the count of seeds. */
    public long lowest() {
        return seeds + Arrays.stream(partialCopies).min().orElse(0);
    }
}
