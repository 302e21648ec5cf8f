package io.rangeswarm.simulation;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Runs a {@link Scenario}: the same every time for the same random seed. */
final class SwarmSimulation {

    private static final int BUSY_SAMPLES_PER_BOUND = 20;
    private static final int BUSY_SAMPLES_MAX = 200;
    private static final long END = 86_400_000_000_000L;

    /** Hears how far a run has come. */
    interface Progress {

        /**
         * A twentieth of the bound has passed; not called any more after ten times the bound.
         *
         * @param seconds of virtual time since the beginning
         * @param busyShare how much of the leeches' uplinks was busy since the last call, 0 to 1
         * @param awaited count of leeches that should end with the file and have not yet
         */
        void at(double seconds, double busyShare, int awaited);
    }

    final Scenario scenario;
    final VirtualTime time = new VirtualTime();
    final SplittableRandom random;
    final ChunkSet noChunks;
    final List<SimulatedPeer> peers = new ArrayList<>();
    final SimulatedTracker tracker;
    private final Map<PeerEndpoint, SimulatedPeer> byEndpoint = new HashMap<>();
    private final List<Double> busyShares = new ArrayList<>();
    private final Progress progress;
    private int awaited;
    private long busyBefore;

    SwarmSimulation(Scenario scenario, Progress progress) {
        this.scenario = scenario;
        this.progress = progress;
        this.random = new SplittableRandom(scenario.randomSeed());
        this.noChunks = ChunkSet.none(scenario.chunks());
        this.tracker = new SimulatedTracker(peers, random.split());
        for (int seed = 0; seed < scenario.seeds(); seed++) {
            add(Kind.HONEST, true);
        }
        scenario.leeches().forEach(kind -> add(kind, false));
    }

    private void add(Kind kind, boolean seed) {
        SimulatedPeer peer = new SimulatedPeer(this, peers.size(), kind, seed);
        peers.add(peer);
        byEndpoint.put(peer.endpoint, peer);
        awaited += kind.shouldEnd() && !seed ? 1 : 0;
    }

    SimulatedPeer at(PeerEndpoint endpoint) {
        SimulatedPeer peer = byEndpoint.get(endpoint);
        if (peer == null) {
            throw new IllegalArgumentException("nobody at " + endpoint);
        }
        return peer;
    }

    long trackerPause() {
        return Math.max(1, peers.size() / 1000) * 1_000_000_000L;
    }

    void ended(SimulatedPeer peer) {
        awaited -= peer.kind.shouldEnd() ? 1 : 0;
    }

    Outcome run() {
        for (SimulatedPeer peer : peers) {
            time.after((long) (random.nextDouble() * (scenario.arrivalNanos() + 5_000_000)), peer::begin);
            if (peer.kind == Kind.VANISHING) {
                time.after((long) ((0.1 + 0.9 * random.nextDouble()) * scenario.boundSeconds() * 1e9), peer::vanish);
            }
        }
        long step = (long) (scenario.boundSeconds() * 1e9 / BUSY_SAMPLES_PER_BOUND);
        time.after(step, () -> sampleBusy(step));
        while (awaited > 0 && time.now() < END && time.step()) {
            // until everybody has what they came for
        }
        double[] ends = peers.stream()
                .skip(scenario.seeds())
                .filter(peer -> peer.kind.shouldEnd())
                .mapToDouble(peer -> peer.endedAt < 0 ? Double.POSITIVE_INFINITY : peer.endedAt / 1e9)
                .sorted()
                .toArray();
        long sent = peers.stream()
                .limit(scenario.seeds())
                .mapToLong(peer -> peer.uplink.sentBytes)
                .sum();
        long exchanges = peers.stream().mapToLong(peer -> peer.exchanges).sum();
        long requests = peers.stream().mapToLong(peer -> peer.requests).sum();
        return new Outcome(
                Arrays.stream(ends).boxed().toList(),
                scenario.boundSeconds(),
                sent / scenario.fileBytes(),
                exchanges,
                requests,
                time.happened(),
                List.copyOf(busyShares));
    }

    /** How much of the time since the last look the leeches' uplinks had something to send. */
    private void sampleBusy(long step) {
        long busy = 0;
        for (SimulatedPeer peer : peers.subList(scenario.seeds(), peers.size())) {
            busy += peer.uplink.busyNanos();
        }
        double share = (double) (busy - busyBefore) / step / scenario.leeches().size();
        busyShares.add(share);
        busyBefore = busy;
        progress.at(time.now() / 1e9, share, awaited);
        if (busyShares.size() < BUSY_SAMPLES_MAX) {
            time.after(step, () -> sampleBusy(step));
        }
    }
}
