package io.rangeswarm.model.api;

import java.util.List;

/**
 * One page of the live peers.
 *
 * @param page zero-based
 * @param size count of peers asked for
 * @param total count of all live peers
 */
public record PeerPage(List<PeerView> peers, int page, int size, long total) {

    public PeerPage {
        peers = List.copyOf(peers);
    }
}
