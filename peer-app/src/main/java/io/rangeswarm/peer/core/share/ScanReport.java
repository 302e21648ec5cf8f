package io.rangeswarm.peer.core.share;

import java.util.List;

/**
 * What one scan of the share folder found.
 *
 * @param files count of names shared after it
 * @param bytes of all of them
 * @param hashedFiles how many had to be read
 * @param hashedBytes of those
 * @param skippedCount of all that are not shared
 * @param skipped the first {@link #SKIPPED_MAX} of them
 */
public record ScanReport(
        int files, long bytes, int hashedFiles, long hashedBytes, int skippedCount, List<Skipped> skipped) {

    /** The most entries in {@link #skipped}. */
    public static final int SKIPPED_MAX = 100;

    public ScanReport {
        skipped = List.copyOf(skipped);
    }
}
