package io.rangeswarm.peer.core.swarm;

import java.util.regex.Pattern;

/**
 * Who this peer is to a tracker. The token is a secret; it is left out of {@link #toString()}.
 *
 * @param peerId 1 to 128 letters, digits, {@code _} and {@code -}: it becomes a segment of paths
 * @param token 1 to 512 visible ASCII characters: it becomes part of a header (RFC 6750 §2.1)
 */
public record PeerCredentials(String peerId, String token) {

    private static final Pattern PEER_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,512}");

    /** @throws IllegalArgumentException when one of them could not be sent */
    public PeerCredentials {
        if (!PEER_ID.matcher(peerId).matches()) {
            throw new IllegalArgumentException("a peer id is 1 to 128 letters, digits, '_' and '-'");
        }
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException("a token is 1 to 512 visible ASCII characters");
        }
    }

    @Override
    public String toString() {
        return "PeerCredentials[" + peerId + "]";
    }
}
