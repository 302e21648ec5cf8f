package io.rangeswarm.tracker.core.watch;

import io.rangeswarm.model.content.ChunkLayout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When the swarm will be done, as far as that can be told.
 *
 * @param lastDoneSeconds until the last leech is done at the rates of now; null when none moves, or none lacks anything
 * @param lastPeer which one that is
 * @param standing count of leeches that fetched nothing lately, which {@code lastDoneSeconds} leaves out
 * @param bound the fluid bound beside it
 */
public record Forecast(
        @Nullable Double lastDoneSeconds,
        @Nullable String lastPeer,
        long standing,
        @Nullable FluidBound bound) {

    static Forecast of(ChunkLayout layout, List<WatchedPeer> peers, double fetchedMost) {
        double seconds = -1;
        String last = null;
        long standing = 0;
        for (WatchedPeer peer : peers) {
            Double fetching = peer.rates().fetching();
            if (peer.leftBytes() == 0 || fetching == null) {
                continue;
            }
            if (fetching == 0) {
                standing++;
            } else if (peer.leftBytes() / fetching > seconds) {
                seconds = peer.leftBytes() / fetching;
                last = peer.holder().peerId().toString();
            }
        }
        Optional<FluidBound> bound = FluidBound.of(layout, peers, fetchedMost);
        return new Forecast(seconds < 0 ? null : seconds, last, standing, bound.orElse(null));
    }
}
