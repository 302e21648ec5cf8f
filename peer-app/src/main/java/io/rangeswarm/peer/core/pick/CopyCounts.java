package io.rangeswarm.peer.core.pick;

import io.rangeswarm.model.content.ChunkSet;

/**
 * How many copies there are of each chunk, counted for sixty-four chunks at a time: bit {@code b} of a word's plane
 * {@code p} is bit {@code p} of the count of that word's chunk {@code b}. So taking in a neighbour's news costs a few
 * operations for a word, however many chunks it changed. A count stops at {@link #MAX}, and at none. Not safe for many
 * threads: its owner guards it.
 */
final class CopyCounts {

    private static final int PLANES_LOG = 3;
    private static final int PLANES = 1 << PLANES_LOG; // a word's planes fill one cache line

    /** More than there are sources. */
    static final int MAX = (1 << PLANES) - 1;

    private final long[] planes;

    /** No copy of any of {@code count} chunks. */
    CopyCounts(int count) {
        this.planes = new long[ChunkSet.wordCount(count) << PLANES_LOG];
    }

    /** One more copy of each of the word's {@code members}. */
    void add(int w, long members) {
        long carry = members;
        int end = (w + 1) << PLANES_LOG;
        for (int plane = w << PLANES_LOG; plane < end && carry != 0; plane++) {
            long before = planes[plane];
            planes[plane] = before ^ carry;
            carry &= before;
        }
        for (int plane = w << PLANES_LOG; plane < end && carry != 0; plane++) {
            planes[plane] |= carry;
        }
    }

    /** One copy less of each of the word's {@code members}. */
    void remove(int w, long members) {
        long borrow = members & any(w);
        for (int plane = w << PLANES_LOG; borrow != 0; plane++) {
            long before = planes[plane];
            planes[plane] = before ^ borrow;
            borrow &= ~before;
        }
    }

    int of(int index) {
        int copies = 0;
        for (int p = 0; p < PLANES; p++) {
            copies |= (int) (planes[((index >> 6) << PLANES_LOG) + p] >>> index & 1) << p;
        }
        return copies;
    }

    /** The word's chunks of which there is any copy. */
    long any(int w) {
        long any = 0;
        for (int p = 0; p < PLANES; p++) {
            any |= planes[(w << PLANES_LOG) + p];
        }
        return any;
    }

    /** The lowest count among {@code members}, at least one, of a word; or anything from {@code enough} on. */
    int least(int w, long members, int enough) {
        long left = members;
        int least = 0;
        for (int p = PLANES - 1; p >= 0; p--) {
            long without = left & ~planes[(w << PLANES_LOG) + p];
            if (without != 0) {
                left = without;
            } else {
                least |= 1 << p;
                if (least >= enough) {
                    return least;
                }
            }
        }
        return least;
    }

    /** Those of {@code members}, in a word, that have so many copies. */
    long with(int count, int w, long members) {
        long left = members;
        for (int p = 0; p < PLANES; p++) {
            long plane = planes[(w << PLANES_LOG) + p];
            left &= (count >> p & 1) == 0 ? ~plane : plane;
        }
        return left;
    }
}
