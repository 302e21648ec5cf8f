package io.rangeswarm.model.api;

import org.jspecify.annotations.Nullable;

/**
 * A link to pass on.
 *
 * @param path of the file, below the app's own address; clients need no token for it
 * @param validSeconds how long it can be used; null when for ever
 */
public record FileLink(String path, @Nullable Long validSeconds) {}
