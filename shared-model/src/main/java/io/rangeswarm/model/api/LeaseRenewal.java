package io.rangeswarm.model.api;

import org.jspecify.annotations.Nullable;

/** A heartbeat's optional body: bytes of file content that the peer has sent and fetched since it started. */
public record LeaseRenewal(
        @Nullable Long uploadedBytes, @Nullable Long downloadedBytes) {}
