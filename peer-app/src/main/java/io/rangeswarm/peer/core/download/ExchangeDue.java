package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;

/**
 * An exchange that should take place now.
 *
 * @param peer whom to ask
 * @param lacks the chunks of which {@code peer} should offer some: those that nobody else is known to hold or to send
 * @param offersWanted how many, 0 to {@link #OFFERS_MAX}; 0 where offers are of no use
 */
public record ExchangeDue(PeerEndpoint peer, ChunkSet lacks, int offersWanted) {

    /** The most offers that are asked for, or given, at a time. */
    public static final int OFFERS_MAX = 64;

    /** @throws IllegalArgumentException when {@code offersWanted} is out of its bounds */
    public ExchangeDue {
        if (offersWanted < 0 || offersWanted > OFFERS_MAX) {
            throw new IllegalArgumentException("0 to " + OFFERS_MAX + " offers can be asked for, not " + offersWanted);
        }
    }
}
