package io.rangeswarm.tracker.stats;

import java.util.List;

/**
 * The swarm in numbers, as {@code /actuator/stats} shows it; only live peers count.
 *
 * @param uptimeSeconds since this tracker started
 * @param seeds count of (peer, file) pairs where the peer holds all of the file; likewise leeches
 * @param sharedBytes sum of the files' lengths, each file once
 * @param chunkCopies count of chunks held, over all peers and files
 * @param uploadedBytes what the live peers' last heartbeats said, added up; likewise downloadedBytes
 * @param topFiles the files with the most seeds, at most {@link #TOP_FILES_MAX}
 */
record StatsView(
        long uptimeSeconds,
        long peers,
        long files,
        long seeds,
        long leeches,
        long sharedBytes,
        long chunkCopies,
        long uploadedBytes,
        long downloadedBytes,
        List<TopFile> topFiles) {

    /** The most files shown one by one. */
    static final int TOP_FILES_MAX = 100;

    StatsView {
        topFiles = List.copyOf(topFiles);
    }

    /** One file among the busiest. */
    record TopFile(String fileId, String name, long length, long seeds, long leeches, long availability) {}
}
