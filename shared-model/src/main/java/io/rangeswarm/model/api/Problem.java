package io.rangeswarm.model.api;

import org.jspecify.annotations.Nullable;

/**
 * An error as every call answers it, {@code application/problem+json} (RFC 9457).
 *
 * @param type one of {@link ProblemType#uri()}
 * @param field the request's field that broke a rule, such as {@code files[2].length}, where there is one
 */
public record Problem(
        @Nullable String type,
        @Nullable String title,
        @Nullable Integer status,
        @Nullable String detail,
        @Nullable String instance,
        @Nullable String field) {}
