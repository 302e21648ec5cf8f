package io.rangeswarm.peer.core.share;

import io.rangeswarm.peer.core.share.Skipped.Reason;
import java.util.ArrayList;
import java.util.List;

/** Counts during one scan. Guarded by this. */
final class ScanTally {

    private final List<Skipped> skipped = new ArrayList<>();
    private int skippedCount;
    private int hashedFiles;
    private long hashedBytes;

    synchronized void skip(String path, Reason reason, String detail) {
        skippedCount++;
        if (skipped.size() < ScanReport.SKIPPED_MAX) {
            skipped.add(new Skipped(path, reason, detail));
        }
    }

    synchronized void hashed(long bytes) {
        hashedFiles++;
        hashedBytes += bytes;
    }

    synchronized ScanReport report(Shares shares) {
        return new ScanReport(shares.count(), shares.bytes(), hashedFiles, hashedBytes, skippedCount, skipped);
    }
}
