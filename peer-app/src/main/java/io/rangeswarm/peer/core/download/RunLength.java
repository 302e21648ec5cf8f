package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.peer.core.pick.RarestFirst;

/**
 * How many neighbouring chunks are asked for in one request: where sources are fast each request's overhead counts,
 * where they are slow a chunk that can be passed on early does.
 */
final class RunLength {

    /** A request should take about so long, in seconds, where there is nobody to pass chunks on to... */
    private static final double SECONDS_ALONE = 0.25;

    /** ...and so long where there is. */
    private static final double SECONDS_AMONG_LEECHES = 0.05;

    private static final int CHUNKS_MAX = 8;

    /** Towards the end runs get shorter, so that every source has something to send until it is there. */
    private static final int RUNS_LEFT_PER_SOURCE = 8;

    private final ChunkLayout layout;
    private final RarestFirst picker;

    RunLength(ChunkLayout layout, RarestFirst picker) {
        this.layout = layout;
        this.picker = picker;
    }

    /**
     * The chunks to ask {@code source} for, beginning with one that was picked.
     *
     * @param alone whether there is nobody to swap with
     * @param sources count of those who have something to send
     */
    ChunkRun from(int first, Source source, boolean alone, int sources) {
        double seconds = alone ? SECONDS_ALONE : SECONDS_AMONG_LEECHES;
        int worthwhile = (int) Math.min(CHUNKS_MAX, source.health.bytesPerSecond() * seconds / layout.chunkSize());
        int fair = picker.open().size() / (RUNS_LEFT_PER_SOURCE * Math.max(1, sources));
        int most = Math.min(worthwhile, fair);
        int count = 1;
        while (count < most && isAsWelcome(first, first + count, source)) {
            count++;
        }
        return new ChunkRun(first, count);
    }

    private boolean isAsWelcome(int first, int next, Source source) {
        return picker.open().contains(next)
                && source.held.contains(next)
                && picker.copies(next) <= picker.copies(first) + 1;
    }
}
