package io.rangeswarm.model.api;

import org.jspecify.annotations.Nullable;

/**
 * A peer's limits, for its control API and scripts.
 *
 * @param upload of all that it sends: a rate such as {@code 8MiB/s}, or {@code none}; download likewise
 * @param exempt who is not limited: none, loopback or private
 * @param uploadBytesPerSecond the same as a number, null where there is no limit; downloadBytesPerSecond likewise
 */
public record LimitsView(
        String upload,
        String download,
        String exempt,
        @Nullable Long uploadBytesPerSecond,
        @Nullable Long downloadBytesPerSecond) {}
