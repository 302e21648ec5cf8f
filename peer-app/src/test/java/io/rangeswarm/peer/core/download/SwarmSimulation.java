package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A swarm in virtual time: the real scheduler and picker in each peer, an event queue instead of threads, and uploads
 * that take as long as each peer's bandwidth says. All chance comes from one seed. Chunks are 1 MiB for the clock and
 * a few bytes for the hash: each peer's store really hashes what it is sent.
 */
final class SwarmSimulation {

    /** What a peer is like. */
    enum Kind {
        HONEST,
        /** Has a tenth of the others' bandwidth. */
        SLOW,
        /** Says that it holds everything and sends wrong bytes. */
        LIAR,
        /** Says that it holds everything and never answers. */
        SILENT,
        /** Honest until it is gone. */
        VANISHING
    }

    /** What came of it; {@code boundSeconds} is what no schedule could beat. */
    record Outcome(double lastSeconds, double boundSeconds, double seedSentFiles, int lies) {}

    private static final int CHUNKS = 64;
    private static final long LENGTH = (long) CHUNKS * ChunkLayout.CHUNK_SIZE_MIN;
    private static final double BYTES_PER_SECOND = 8 << 20;
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration REGISTRATION = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofMinutes(30);
    private static final int LOCATIONS_PER_POLL = 50;
    private static final int NEIGHBOURS_PER_POLL = 6;

    private record Event(Instant at, long serial, Runnable action) {}

    final List<SimulatedPeer> peers = new ArrayList<>();
    final Manifest manifest;
    private final Random random;
    private final FetchLimits limits = new FetchLimits(16, 4);
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::serial));
    private final Map<PeerEndpoint, SimulatedPeer> byEndpoint = new HashMap<>();
    private Instant now = Instant.EPOCH;
    private long serials;

    /** @param kinds of all peers but the first, which is the one honest seed */
    SwarmSimulation(long seed, List<Kind> kinds) {
        random = new Random(seed);
        manifest = Manifest.of(
                new ChunkLayout(LENGTH),
                Sha256.hash(new byte[0]),
                IntStream.range(0, CHUNKS)
                        .mapToObj(index -> Sha256.hash(rightBytes(index)))
                        .toList());
        add(Kind.HONEST, ChunkSet.all(CHUNKS));
        kinds.forEach(kind -> add(kind, ChunkSet.none(CHUNKS)));
    }

    static byte[] rightBytes(int index) {
        return ("chunk " + index).getBytes(StandardCharsets.UTF_8);
    }

    private void add(Kind kind, ChunkSet held) {
        double bandwidth = kind == Kind.SLOW ? BYTES_PER_SECOND / 10 : BYTES_PER_SECOND;
        SimulatedPeer peer =
                new SimulatedPeer(this, peers.size(), kind, bandwidth, held, limits, new Random(random.nextLong()));
        peers.add(peer);
        byEndpoint.put(peer.endpoint, peer);
    }

    /** Runs until every peer that can have the file has it, or for half an hour of its time. */
    Outcome run() {
        for (SimulatedPeer peer : peers) {
            after(millis(random.nextInt(200)), () -> poll(peer));
            after(millis(random.nextInt(1000)), () -> register(peer));
            after(millis(random.nextInt(200)), () -> tick(peer));
            if (peer.kind == Kind.VANISHING) {
                after(millis(2000 + random.nextInt(15_000)), peer::vanish);
            }
        }
        while (!events.isEmpty() && !isOver()) {
            Event event = events.remove();
            now = event.at();
            event.action().run();
        }
        return outcome();
    }

    private boolean isOver() {
        return Duration.between(Instant.EPOCH, now).compareTo(END) > 0
                || peers.stream().filter(SimulatedPeer::shouldEnd).allMatch(SimulatedPeer::isComplete);
    }

    private Outcome outcome() {
        long leeches = peers.stream().filter(SimulatedPeer::shouldEnd).count() - 1;
        double uploads = peers.stream()
                .filter(SimulatedPeer::shouldEnd)
                .mapToDouble(peer -> peer.bytesPerSecond)
                .sum();
        double bound = Math.max(LENGTH / BYTES_PER_SECOND, leeches * LENGTH / uploads);
        double last = peers.stream()
                .filter(SimulatedPeer::shouldEnd)
                .mapToDouble(peer -> peer.endedAfterSeconds)
                .max()
                .orElseThrow();
        int lies = peers.stream().mapToInt(SimulatedPeer::liesHeard).sum();
        return new Outcome(last, bound, peers.get(0).sentBytes / (double) LENGTH, lies);
    }

    Instant now() {
        return now;
    }

    SimulatedPeer at(PeerEndpoint endpoint) {
        SimulatedPeer peer = byEndpoint.get(endpoint);
        if (peer == null) {
            throw new IllegalArgumentException("nobody at " + endpoint);
        }
        return peer;
    }

    void after(Duration delay, Runnable action) {
        events.add(new Event(now.plus(delay), serials++, action));
    }

    static Duration requestTimeout() {
        return REQUEST_TIMEOUT;
    }

    private static Duration millis(int millis) {
        return Duration.ofMillis(millis);
    }

    private void tick(SimulatedPeer peer) {
        if (peer.fetches()) {
            peer.startWhatIsDue();
            after(TICK, () -> tick(peer));
        }
    }

    /** What a peer has told the tracker lags behind what it holds. */
    private void register(SimulatedPeer peer) {
        if (peer.isHere()) {
            peer.registered = peer.claimed();
            after(REGISTRATION, () -> register(peer));
        }
    }

    private void poll(SimulatedPeer peer) {
        if (!peer.fetches()) {
            return;
        }
        Map<PeerEndpoint, ChunkSet> heard = new HashMap<>();
        List<SimulatedPeer> others = new ArrayList<>(peers);
        others.remove(peer);
        Collections.shuffle(others, random);
        others.stream()
                .filter(other -> !other.registered.isEmpty())
                .limit(LOCATIONS_PER_POLL)
                .forEach(other -> heard.put(other.endpoint, other.registered));
        List<PeerEndpoint> known = new ArrayList<>(peer.knownSources());
        Collections.shuffle(known, random);
        known.stream()
                .limit(NEIGHBOURS_PER_POLL)
                .map(this::at)
                .filter(SimulatedPeer::isHere)
                .forEach(neighbour -> heard.put(neighbour.endpoint, neighbour.claimed()));
        peer.heardOf(heard);
        after(POLL, () -> poll(peer));
    }
}
