package io.rangeswarm.peer.core.swarm;

/** Who this peer is to a tracker. The token is a secret; it is left out of {@link #toString()}. */
public record PeerCredentials(String peerId, String token) {

    @Override
    public String toString() {
        return "PeerCredentials[" + peerId + "]";
    }
}
