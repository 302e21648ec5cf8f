package io.rangeswarm.model.api;

/**
 * The tracker's answer to a registration.
 *
 * @param token proves that later calls come from this peer; the tracker keeps only its hash
 * @param leaseSeconds the peer's holdings count this long after its last authenticated call
 * @param pollAfterMillis do not poll more often than this
 */
public record PeerRegistered(String peerId, String token, int leaseSeconds, int pollAfterMillis) {}
