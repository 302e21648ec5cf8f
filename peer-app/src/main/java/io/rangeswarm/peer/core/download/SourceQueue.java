package io.rangeswarm.peer.core.download;

/**
 * What a source still has to send before anything that it is asked for now, by its own word, and how fast it sends. The
 * time that requests took tells the speed long after the fact; what is queued is news of now. Guarded by
 * {@link ChunkScheduler}.
 */
final class SourceQueue {

    static final long UNKNOWN = -1;

    private static final double NEWEST_WEIGHT = 0.3;

    /** What was said so many nanoseconds ago is no reason against asking: queues are emptied in half a second. */
    private static final long OLD_NANOS = 2_000_000_000;

    private long saidBytes = UNKNOWN;
    private long saidAtNanos;
    private long askedSinceBytes;
    private double bytesPerSecond; // 0 while unknown

    /** The source has said what is queued; all that was asked of it before is in that. */
    void said(long bytes, long nowNanos) {
        saidBytes = bytes;
        saidAtNanos = nowNanos;
        askedSinceBytes = 0;
    }

    /** Bytes that come before those of the next request, or {@link #UNKNOWN}. */
    long bytesAhead() {
        return saidBytes == UNKNOWN ? UNKNOWN : saidBytes + askedSinceBytes;
    }

    /** Whether it has said something, but so long ago that it may well be otherwise now. */
    boolean isOldNews(long nowNanos) {
        return saidBytes != UNKNOWN && nowNanos - saidAtNanos > OLD_NANOS;
    }

    /** It is asked for so many bytes. */
    void asked(long bytes) {
        askedSinceBytes += bytes;
    }

    /** All of a request has come. */
    void sent(double bytesPerSecondThen) {
        bytesPerSecond = bytesPerSecond == 0
                ? bytesPerSecondThen
                : bytesPerSecond + NEWEST_WEIGHT * (bytesPerSecondThen - bytesPerSecond);
    }

    /**
     * Seconds until so many bytes would be here.
     *
     * @param typical bytes per second of the other sources, for one whose own speed is not known yet; 0 when nothing is
     */
    double expectedSeconds(long bytes, double typical) {
        double rate = bytesPerSecond > 0 ? bytesPerSecond : typical;
        return rate == 0 ? 0 : (double) (bytesAhead() + bytes) / rate;
    }
}
