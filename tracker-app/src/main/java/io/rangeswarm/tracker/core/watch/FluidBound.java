package io.rangeswarm.tracker.core.watch;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The time in which the last leech could be done at best, if bytes were a fluid: the largest of what the seeds have to send
 * by their uplinks, what a machine lacks by its downlink, and what all lack by all uplinks (Kumar and Ross, "Peer-assisted
 * file distribution: the minimum distribution time", 2006, for what is left of a distribution).
 *
 * <p>Nobody tells the tracker how fast a line is. The highest rates that were seen stand for the lines, so this is an
 * estimate that can only be too long; it gets better the longer a busy swarm is watched.
 *
 * @param seconds from now
 */
public record FluidBound(double seconds, Bottleneck bottleneck) {

    /** Whose best is less than this part of the median's has a slow line; the others were only given no more. */
    private static final double SLOW = 0.5;

    /** The bound for what is left; empty when no leech lacks anything, or too little was seen. */
    static Optional<FluidBound> of(ChunkLayout layout, List<WatchedPeer> peers, double fetchedMost) {
        List<WatchedPeer> leeches =
                peers.stream().filter(peer -> peer.leftBytes() > 0).toList();
        if (leeches.isEmpty()) {
            return Optional.empty();
        }
        double left = leeches.stream().mapToLong(WatchedPeer::leftBytes).sum();
        double sentMost = sendingMost(peers.stream()).sum();
        FluidBound all = new FluidBound(left / Math.max(sentMost, fetchedMost), Bottleneck.SWARM_UPLINK);
        FluidBound downlink = slowestDownlink(leeches);
        FluidBound uplink = seedUplink(layout, peers, leeches);
        return Stream.of(all, downlink, uplink)
                .filter(term -> Double.isFinite(term.seconds()) && term.seconds() > 0)
                .max(Comparator.comparingDouble(FluidBound::seconds));
    }

    private static FluidBound seedUplink(ChunkLayout layout, List<WatchedPeer> peers, List<WatchedPeer> leeches) {
        ChunkSet spread = leeches.stream()
                .map(leech -> leech.holder().held())
                .reduce(ChunkSet.none(layout.chunkCount()), ChunkSet::union);
        double unsent = layout.length() - layout.lengthOf(spread);
        double uplink = sendingMost(peers.stream().filter(peer -> peer.leftBytes() == 0))
                .sum();
        return new FluidBound(unsent == 0 ? 0 : unsent / uplink, Bottleneck.SEED_UPLINK);
    }

    private static DoubleStream sendingMost(Stream<WatchedPeer> peers) {
        return peers.map(peer -> peer.rates().sendingMost())
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue);
    }

    /** That a machine fetches slowly need not be its line's fault: it is taken for slow only if others fetch much faster. */
    private static FluidBound slowestDownlink(List<WatchedPeer> leeches) {
        double[] bests = leeches.stream()
                .map(leech -> leech.rates().fetchingMost())
                .filter(best -> best != null && best > 0)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        OptionalDouble fastest = Arrays.stream(bests).max();
        if (fastest.isEmpty()) {
            return new FluidBound(Double.NaN, Bottleneck.SLOWEST_DOWNLINK);
        }
        double slow = SLOW * bests[bests.length / 2];
        double seconds = leeches.stream()
                .mapToDouble(leech -> {
                    Double best = leech.rates().fetchingMost();
                    double line = best != null && best > 0 && best < slow ? best : fastest.getAsDouble();
                    return leech.leftBytes() / line;
                })
                .max()
                .orElse(0);
        return new FluidBound(seconds, Bottleneck.SLOWEST_DOWNLINK);
    }
}
