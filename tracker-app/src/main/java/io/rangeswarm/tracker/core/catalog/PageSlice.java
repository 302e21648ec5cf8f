package io.rangeswarm.tracker.core.catalog;

/**
 * Which part of a list is wanted.
 *
 * @param page zero-based
 * @param size count of items on a page, 1 to {@link #SIZE_MAX}
 */
public record PageSlice(int page, int size) {

    /** The most items on one page. */
    public static final int SIZE_MAX = 1000;

    /** @throws IllegalArgumentException for a negative page, or a size outside its bounds */
    public PageSlice {
        if (page < 0) {
            throw new IllegalArgumentException("a page must be 0 or more, not " + page);
        }
        if (size < 1 || size > SIZE_MAX) {
            throw new IllegalArgumentException("a page's size must be 1 to " + SIZE_MAX + ", not " + size);
        }
    }

    /** Count of items on the pages before this one. */
    public long offset() {
        return (long) page * size;
    }
}
