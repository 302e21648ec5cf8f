package io.rangeswarm.model.api;

import org.jspecify.annotations.Nullable;

/**
 * The peer's holding after the call: {@code held} chunks {@code of} all.
 *
 * @param registerAfterMillis wait so long before more chunks are registered, if the file is not whole by then
 */
public record ChunksRegistered(int held, int of, @Nullable Integer registerAfterMillis) {}
