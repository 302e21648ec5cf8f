package io.rangeswarm.peer.core.limit;

/**
 * How many requests a download has under way while the download limit binds. Many at a time would all end late: sixteen
 * chunks of 1 MiB at 100 KB/s end together after almost three minutes, and until then nobody is served any of them. So
 * no more are asked for than the limit lets in within two seconds, unless the sources are too slow to fill it with
 * these. For one thread.
 */
public final class RequestWindow {

    private static final double SECONDS_UNDER_WAY = 2;

    /** While one ends the next one's answer is on its way. */
    private static final int REQUESTS_MIN = 2;

    /** One more, or one less, at a time. */
    private static final long STEP_NANOS = 100_000_000;

    private final int requestBytes;
    private int extra;
    private long lastStep;

    RequestWindow(int requestBytes, long now) {
        this.requestBytes = requestBytes;
        this.lastStep = now;
    }

    /**
     * How many more may start.
     *
     * @param readersTakeLess whether those that run take less than the limit lets them
     */
    int room(int underWay, Bandwidth limit, boolean readersTakeLess, long now) {
        if (!limit.isLimited()) {
            return Integer.MAX_VALUE;
        }
        double fill = Math.ceil(SECONDS_UNDER_WAY * limit.bytesPerSecond() / requestBytes);
        int enough = Math.max(REQUESTS_MIN, (int) Math.min(fill, Integer.MAX_VALUE / 2.0));
        if (now - lastStep >= STEP_NANOS) {
            lastStep = now;
            if (!readersTakeLess) {
                extra = Math.max(0, extra - 1);
            } else if (underWay >= enough + extra) {
                extra++;
            }
        }
        return Math.max(0, enough + extra - underWay);
    }
}
