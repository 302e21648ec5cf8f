package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.peer.core.pick.RarestFirst;

/**
 * How many neighbouring chunks are asked for in one request: where chunks come fast each request's overhead counts, where
 * they come slowly a chunk that can be passed on early does. Guarded by {@link ChunkScheduler}.
 */
final class RunLength {

    /** Where there is nobody to pass chunks on to a request should take about so long, in seconds, at its source... */
    private static final double SECONDS_ALONE = 0.25;

    /** ...but all that are under way bring no more: what comes far ahead of the whole-file hash makes others wait for it. */
    private static final int BYTES_UNDER_WAY_ALONE = 32 << 20;

    /** Where there is somebody a request is for what comes here, from all together, in so many seconds... */
    private static final double SECONDS_IN_COMPANY = 0.2;

    /** ...and does not keep one source busy for longer than this: another one might send the rest sooner. */
    private static final double SECONDS_IN_COMPANY_MAX = 1;

    private static final int CHUNKS_MAX = 16;

    /** Towards the end runs get shorter, so that every source has something to send until it is there. */
    private static final int RUNS_LEFT_PER_SOURCE = 4;

    private final ChunkLayout layout;
    private final RarestFirst picker;
    private final ExchangePace pace;

    RunLength(ChunkLayout layout, RarestFirst picker, ExchangePace pace) {
        this.layout = layout;
        this.picker = picker;
        this.pace = pace;
    }

    /**
     * How many chunks a request is for in company, where its source is fast.
     *
     * @param chunksPerSecond that come here from all together
     */
    static int usual(double chunksPerSecond) {
        return (int) Math.max(1, Math.min(CHUNKS_MAX, chunksPerSecond * SECONDS_IN_COMPANY));
    }

    /**
     * The most chunks to ask {@code source} for at a time, at least 1.
     *
     * @param sources count of those who have something to send
     */
    int inCompany(Source source, int sources) {
        double atSource = source.health.bytesPerSecond() * SECONDS_IN_COMPANY_MAX / layout.chunkSize();
        return fair((int) Math.min(usual(pace.chunksPerSecond()), atSource), sources);
    }

    /**
     * How many requests to have under way in file order: two for each source, so that none stands still in between; but
     * where sources are fast, rather one long one each than two short ones, for together they must not outrun the hash.
     *
     * @param perSourceMax what keeps one source busy, so that there are never fewer
     */
    int requestsAlone(int sources, int perSourceMax) {
        double atOne = pace.chunksPerSecond() * SECONDS_ALONE / Math.max(1, sources);
        int chunks = (int) Math.max(1, Math.min(CHUNKS_MAX, atOne));
        int longOnes = BYTES_UNDER_WAY_ALONE / layout.chunkSize() / chunks;
        return Math.max(Math.max(perSourceMax, sources), Math.min(2 * sources, longOnes));
    }

    /**
     * The same as {@link #inCompany} where nobody is known to swap with.
     *
     * @param requests how many there are at a time, at least 1
     */
    int alone(Source source, int requests, int sources) {
        double atSource = source.health.bytesPerSecond() * SECONDS_ALONE / layout.chunkSize();
        int together = BYTES_UNDER_WAY_ALONE / layout.chunkSize() / requests;
        return fair((int) Math.min(Math.min(CHUNKS_MAX, together), atSource), sources);
    }

    private int fair(int worthwhile, int sources) {
        int fair = picker.open().size() / (RUNS_LEFT_PER_SOURCE * Math.max(1, sources));
        return Math.max(1, Math.min(worthwhile, fair));
    }

    /** At most so many chunks, about as rare, around one that was picked: those after it first, then those before. */
    ChunkRun around(int picked, Source source, int most) {
        int first = picked;
        int next = picked + 1;
        while (next - first < most && isAsWelcome(picked, next, source)) {
            next++;
        }
        while (next - first < most && isAsWelcome(picked, first - 1, source)) {
            first--;
        }
        return new ChunkRun(first, next - first);
    }

    private boolean isAsWelcome(int picked, int other, Source source) {
        return other >= 0
                && picker.open().contains(other)
                && source.held.contains(other)
                && picker.copies(other) <= picker.copies(picked) + 1;
    }
}
