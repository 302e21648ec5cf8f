package io.rangeswarm.model.api;

import java.util.Objects;

/**
 * The tracker's answer to a registration.
 *
 * @param token proves that later calls come from this peer; the tracker keeps only its hash
 * @param leaseSeconds the peer's holdings count this long after its last authenticated call
 * @param pollAfterMillis do not poll more often than this
 */
public record PeerRegistered(String peerId, String token, int leaseSeconds, int pollAfterMillis) {

    public PeerRegistered {
        Objects.requireNonNull(peerId, "peerId");
        Objects.requireNonNull(token, "token");
    }

    /** Without the token, which must not get into a log. */
    @Override
    public String toString() {
        return "PeerRegistered[" + peerId + ", " + leaseSeconds + " s, " + pollAfterMillis + " ms]";
    }
}
