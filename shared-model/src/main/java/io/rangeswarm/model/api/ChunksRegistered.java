package io.rangeswarm.model.api;

/** The peer's holding after the call: {@code held} chunks {@code of} all. */
public record ChunksRegistered(int held, int of) {}
