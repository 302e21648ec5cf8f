package io.rangeswarm.tracker.core.catalog;

import java.util.List;

/**
 * One page of a list.
 *
 * @param total count of items on all pages
 */
public record Page<T>(List<T> items, PageSlice slice, long total) {

    public Page {
        items = List.copyOf(items);
    }
}
