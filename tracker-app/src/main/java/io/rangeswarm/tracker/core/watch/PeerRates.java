package io.rangeswarm.tracker.core.watch;

import org.jspecify.annotations.Nullable;

/**
 * How fast a peer was seen to be, in bytes per second; null while it is not known.
 *
 * @param fetching lately, of this file: from the chunks it registered
 * @param sending between its last two heartbeats, of all its files: from the counters that it sends along
 * @param fetchingMost the highest such rate since the swarm is watched; likewise sendingMost
 */
public record PeerRates(
        @Nullable Double fetching,
        @Nullable Double sending,
        @Nullable Double fetchingMost,
        @Nullable Double sendingMost) {

    static final PeerRates UNKNOWN = new PeerRates(null, null, null, null);
}
