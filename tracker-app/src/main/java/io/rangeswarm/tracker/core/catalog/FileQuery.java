package io.rangeswarm.tracker.core.catalog;

import io.rangeswarm.model.content.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Which files a list shows.
 *
 * @param nameContains part of a name in any case; null for every name
 * @param sha256 of the whole file; null for any
 */
public record FileQuery(
        @Nullable String nameContains, @Nullable Sha256 sha256, FileOrder order, PageSlice slice) {}
