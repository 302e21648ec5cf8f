package io.rangeswarm.model.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sources of one file.
 *
 * @param pollAfterMillis do not ask again sooner
 */
public record Locations(
        @Nullable String fileId,
        @Nullable Integer pollAfterMillis,
        @Nullable List<Location> peers) {}
