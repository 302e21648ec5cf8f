package io.rangeswarm.tracker.jdbc;

/**
 * How many rows to write before the next change has its turn: as many as take some milliseconds on this machine, since every
 * change that comes meanwhile waits for them. Not safe for many threads.
 */
final class Slices {

    private static final int ROWS_MIN = 16;
    private static final int ROWS_MAX = 256;

    /** What a slice should take, in nanoseconds: no longer than changes take that share a transaction when many come. */
    private static final double WANTED_NANOS = 10e6;

    private int rows = ROWS_MIN;

    /** How many to write next. */
    int rows() {
        return rows;
    }

    /** Writes so many of them, and learns how long they take. A slice that fails teaches nothing. */
    void write(int count, Runnable slice) {
        long start = System.nanoTime();
        slice.run();
        learn(count, System.nanoTime() - start);
    }

    /** Grows by a half at most, because one quick slice proves little, and shrinks at once. */
    void learn(int count, long tookNanos) {
        if (count == 0) {
            return;
        }
        double wanted = count * WANTED_NANOS / Math.max(1, tookNanos);
        double bounded = Math.min(wanted, rows * 1.5);
        rows = (int) Math.max(ROWS_MIN, Math.min(ROWS_MAX, bounded));
    }
}
