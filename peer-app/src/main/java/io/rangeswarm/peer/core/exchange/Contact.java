package io.rangeswarm.peer.core.exchange;

import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Instant;

/**
 * A peer as it last spoke for itself.
 *
 * @param held what it said it holds, perhaps nothing
 */
record Contact(PeerEndpoint endpoint, ChunkSet held, Instant metAt) {

    Location location() {
        return Location.of(null, endpoint.url(), null, held);
    }
}
