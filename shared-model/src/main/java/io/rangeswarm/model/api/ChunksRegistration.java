package io.rangeswarm.model.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chunks that a peer has come to hold: their zero-based indexes, in any order, repeats allowed. */
public record ChunksRegistration(@Nullable List<@Nullable Integer> chunks) {}
