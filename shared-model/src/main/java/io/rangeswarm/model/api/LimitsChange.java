package io.rangeswarm.model.api;

import org.jspecify.annotations.Nullable;

/**
 * What the control API's {@code PUT /limits} takes; what is left out stays as it is.
 *
 * @param upload a rate such as {@code 8MB}, or {@code none} for no limit; download likewise
 * @param exempt none, loopback or private
 */
public record LimitsChange(
        @Nullable String upload,
        @Nullable String download,
        @Nullable String exempt) {}
