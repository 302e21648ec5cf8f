package io.rangeswarm.model.api;

import org.jspecify.annotations.Nullable;

/**
 * What the control API's {@code POST /downloads} takes.
 *
 * @param file a file's id, SHA-256 or name, as the tracker knows it
 */
public record StartDownload(@Nullable String file) {}
