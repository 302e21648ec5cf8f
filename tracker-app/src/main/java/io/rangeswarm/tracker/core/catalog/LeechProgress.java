package io.rangeswarm.tracker.core.catalog;

import java.util.Arrays;
import java.util.List;

/**
 * How far the leeches of one file are.
 *
 * @param tenths {@link #TENTHS} counts of leeches: the first of those that hold less than a tenth of the chunks, the last of those
 *     that hold nine tenths or more
 */
public record LeechProgress(List<Long> tenths) {

    static final int TENTHS = 10;

    /** @throws IllegalArgumentException when there are not ten counts */
    public LeechProgress {
        tenths = List.copyOf(tenths);
        if (tenths.size() != TENTHS) {
            throw new IllegalArgumentException("ten counts, not " + tenths.size());
        }
    }

    /** Counts leeches. For one thread at a time. */
    public static final class Counter {

        private final long[] tenths = new long[TENTHS];

        /**
         * Counts {@code leeches} that hold as much each.
         *
         * @param held count of chunks, less than {@code chunkCount}
         */
        public void add(int held, int chunkCount, long leeches) {
            tenths[(int) Math.min(TENTHS - 1, (long) TENTHS * held / chunkCount)] += leeches;
        }

        public LeechProgress counted() {
            return new LeechProgress(Arrays.stream(tenths).boxed().toList());
        }
    }
}
