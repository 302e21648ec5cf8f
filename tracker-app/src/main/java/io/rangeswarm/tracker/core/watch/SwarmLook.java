package io.rangeswarm.tracker.core.watch;

import io.rangeswarm.tracker.core.catalog.ListedFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One look at a swarm, with what earlier looks add to it.
 *
 * @param at when, by the swarm's clock
 * @param peers the seeds, then the leeches; of a big swarm some of either
 * @param fetchedPerSecond bytes, these peers together, lately
 * @param past since it is watched, the oldest moment first
 * @param goodFor a look sooner than this shows the same
 */
public record SwarmLook(
        ListedFile file,
        Instant at,
        List<WatchedPeer> peers,
        double fetchedPerSecond,
        Forecast forecast,
        List<Moment> past,
        Duration goodFor) {

    public SwarmLook {
        peers = List.copyOf(peers);
        past = List.copyOf(past);
    }
}
