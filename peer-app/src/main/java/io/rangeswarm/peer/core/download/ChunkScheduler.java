package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.pick.ChunkPicker;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Decides which chunk of one file is asked of which source, and learns from what comes back. It does nothing itself: it
 * is told the time and the results and returns what to start and what to give up, so that real downloads and simulated
 * ones run the same code. Guarded by this; every call is short.
 */
public final class ChunkScheduler {

    /** The most sources that are remembered of one file. */
    public static final int SOURCES_MAX = 200;

    /** The most banned sources that are remembered after their place was needed for another. */
    private static final int EXILES_MAX = 1000;

    /** In the endgame a chunk is asked of at most so many sources at a time. */
    private static final int REQUESTS_PER_CHUNK_MAX = 4;

    /** A request is only doubled once it has taken this long... */
    private static final double PATIENCE_MIN_SECONDS = 0.3;

    /** ...and this many times as long as the other source would take for all of it... */
    private static final double PATIENCE_FACTOR = 2;

    /** ...and both grow so many times with each further one: it is the exception that two sources fall silent. */
    private static final double PATIENCE_GROWTH = 4;

    /**
     * A request that has taken so many times as long as another source would is given up, so that sources which trickle
     * a byte now and then cannot take up every place for ever...
     */
    private static final double GIVE_UP_FACTOR = 20;

    /**
     * ...but none that is younger than this. It doubles whenever a place is cleared for a source whose speed is not
     * known: where every source is slow none would ever get to its end otherwise.
     */
    private static final Duration GIVE_UP_MIN = Duration.ofSeconds(30);

    private static final Duration GIVE_UP_LONGEST = Duration.ofHours(1);

    /**
     * A seed counts as so many times slower than it is: its uplink is what everybody else needs, while a leech can
     * send only what it has.
     */
    private static final double SEED_RELUCTANCE = 3;

    private static final Duration EXCHANGE_PAUSE = Duration.ofMillis(500);

    private static final int OFFERS_WANTED = 8;

    private static final class Source {
        private final SourceHealth health;
        private ChunkSet held;
        private boolean exchangeUnderWay;
        private Instant nextExchange = Instant.MIN;

        Source(SourceHealth health, ChunkSet held) {
            this.health = health;
            this.held = held;
        }
    }

    private final ChunkLayout layout;
    private final ChunkPicker picker;
    private final FetchLimits limits;
    private final RandomGenerator random;

    private final Map<PeerEndpoint, Source> sources = new HashMap<>();
    private final Set<PeerEndpoint> exiles = new LinkedHashSet<>();
    private final Map<Long, ChunkAssignment> inFlight = new HashMap<>();
    private final Set<Long> givenUp = new HashSet<>();
    private final BitSet done = new BitSet();
    private final BitSet requested = new BitSet();
    private Duration patienceForUntried = GIVE_UP_MIN;
    private long serials;

    /** @param held the chunks that need not be fetched */
    public ChunkScheduler(
            ChunkLayout layout, ChunkSet held, ChunkPicker picker, FetchLimits limits, RandomGenerator random) {
        this.layout = layout;
        this.picker = picker;
        this.limits = limits;
        this.random = random;
        held.forEach(this::markDone);
    }

    /**
     * Takes in what was heard of sources. A source's chunks add to those known of it before: peers do not lose chunks,
     * and one that did says so when it is asked. Sources that cannot be remembered any more are passed over.
     */
    public synchronized void heardOf(Map<PeerEndpoint, ChunkSet> holdings) {
        boolean news = false;
        for (Map.Entry<PeerEndpoint, ChunkSet> heard : holdings.entrySet()) {
            Source known = sources.get(heard.getKey());
            boolean welcome = known == null && !exiles.contains(heard.getKey());
            if (welcome && makeRoomForOneMore()) {
                sources.put(
                        heard.getKey(), new Source(new SourceHealth(limits.requestsPerSourceMax()), heard.getValue()));
                news = true;
            } else if (known != null && !heard.getValue().minus(known.held).isEmpty()) {
                known.held = known.held.union(heard.getValue());
                news = true;
            }
        }
        if (news) {
            picker.observe(sources.values().stream()
                    .filter(source -> !source.health.isBanned())
                    .map(source -> source.held)
                    .toList());
        }
    }

    /**
     * Takes in what a peer said of itself in an exchange, asked or asking. An answer must be told here, or
     * {@link #exchangeFailed}, before the peer is asked again.
     */
    public synchronized void heard(PeerEndpoint peer, SourceNews news, Instant now) {
        heardOf(Map.of(peer, news.held()));
        Source source = sources.get(peer);
        if (source != null) {
            source.exchangeUnderWay = false;
            source.nextExchange = now.plus(EXCHANGE_PAUSE);
        }
    }

    /** Takes in that a peer did not answer an exchange, or does not know of such. */
    public synchronized void exchangeFailed(PeerEndpoint peer, Instant now) {
        Source source = sources.get(peer);
        if (source != null) {
            source.exchangeUnderWay = false;
            source.nextExchange = now.plus(EXCHANGE_PAUSE.multipliedBy(20));
        }
    }

    /** With whom to exchange news now, and what to ask. Each must be answered by {@link #heard} or {@link #exchangeFailed}. */
    public synchronized List<ExchangeDue> exchangesDue(Instant now) {
        BitSet spokenFor = (BitSet) done.clone();
        spokenFor.or(requested);
        ChunkSet lacks = ChunkSet.all(layout.chunkCount()).minus(ChunkSet.copyOf(layout.chunkCount(), spokenFor));
        List<ExchangeDue> due = new ArrayList<>();
        sources.forEach((endpoint, source) -> {
            if (!source.exchangeUnderWay && !source.health.isBanned() && !now.isBefore(source.nextExchange)) {
                source.exchangeUnderWay = true;
                due.add(new ExchangeDue(endpoint, lacks, source.held.isComplete() ? OFFERS_WANTED : 0));
            }
        });
        return due;
    }

    /** Forgets the source that has failed most in a row, if all places are taken. */
    private boolean makeRoomForOneMore() {
        if (sources.size() < SOURCES_MAX) {
            return true;
        }
        Optional<Map.Entry<PeerEndpoint, Source>> worst = sources.entrySet().stream()
                .filter(entry -> entry.getValue().health.failuresInARow() > 0 && !isBusyWith(entry.getKey()))
                .max(Comparator.comparingInt(entry -> entry.getValue().health.failuresInARow()));
        worst.ifPresent(entry -> forget(entry.getKey(), entry.getValue()));
        return worst.isPresent();
    }

    /** A banned source stays banned, or it would be back with the next round of news. */
    private void forget(PeerEndpoint endpoint, Source source) {
        sources.remove(endpoint);
        if (source.health.isBanned() && exiles.size() < EXILES_MAX) {
            exiles.add(endpoint);
        }
    }

    private boolean isBusyWith(PeerEndpoint endpoint) {
        return inFlight.values().stream().anyMatch(request -> request.source().equals(endpoint));
    }

    /** The requests to start now, at most {@code most}. Each must be answered by one call of {@link #ended}. */
    public synchronized List<ChunkAssignment> next(Instant now, int most) {
        List<ChunkAssignment> starts = new ArrayList<>();
        while (starts.size() < most && inFlight.size() < limits.queuedRequestsMax()) {
            Optional<ChunkAssignment> next = assignNext(now);
            if (next.isEmpty()) {
                break;
            }
            starts.add(next.get());
        }
        return starts;
    }

    private Optional<ChunkAssignment> assignNext(Instant now) {
        List<Map.Entry<PeerEndpoint, Source>> candidates = cheapestFirst(now);
        for (Map.Entry<PeerEndpoint, Source> candidate : candidates) {
            OptionalInt index = picker.pick(candidate.getValue().held, chunk -> !requested.get(chunk));
            if (index.isPresent()) {
                return Optional.of(start(index.getAsInt(), candidate, now));
            }
        }
        return isEndgame() ? doubleASlowRequest(candidates, now) : Optional.empty();
    }

    /** Those that can be asked. Each cost is drawn once: a comparison that changes its mind breaks the sort. */
    private List<Map.Entry<PeerEndpoint, Source>> cheapestFirst(Instant now) {
        record Candidate(Map.Entry<PeerEndpoint, Source> source, double cost) {}
        return sources.entrySet().stream()
                .filter(entry -> entry.getValue().health.canBeAsked(now))
                .map(entry -> new Candidate(entry, cost(entry.getValue())))
                .sorted(Comparator.comparingDouble(Candidate::cost))
                .map(Candidate::source)
                .toList();
    }

    /** Expected seconds, seeds weighted; a source not yet tried goes first, so that its speed becomes known. */
    private double cost(Source source) {
        double expected = source.health.expectedSeconds(layout.chunkSize());
        double weighted = source.held.isComplete() ? expected * SEED_RELUCTANCE + 1e-9 : expected;
        return weighted * (1 + random.nextDouble() * 0.1);
    }

    private boolean isEndgame() {
        return done.cardinality() + requested.cardinality() >= layout.chunkCount();
    }

    private Optional<ChunkAssignment> doubleASlowRequest(
            List<Map.Entry<PeerEndpoint, Source>> candidates, Instant now) {
        List<ChunkAssignment> oldestFirst = inFlight.values().stream()
                .sorted(Comparator.comparing(ChunkAssignment::startedAt).thenComparingLong(ChunkAssignment::serial))
                .toList();
        for (ChunkAssignment slow : oldestFirst) {
            Optional<Map.Entry<PeerEndpoint, Source>> other =
                    anotherFor(slow.run().first(), candidates, now);
            if (other.isPresent()) {
                return Optional.of(start(slow.run().first(), other.get(), now));
            }
        }
        return Optional.empty();
    }

    /** Whom else to ask for a chunk: somebody who has proved that it can send, if there is one. */
    private Optional<Map.Entry<PeerEndpoint, Source>> anotherFor(
            int index, List<Map.Entry<PeerEndpoint, Source>> candidates, Instant now) {
        List<ChunkAssignment> asked = requestsOf(index);
        Instant newest = asked.stream()
                .map(ChunkAssignment::startedAt)
                .max(Instant::compareTo)
                .orElse(now);
        double patience = Math.pow(PATIENCE_GROWTH, asked.size() - 1.0);
        double waited = Duration.between(newest, now).toNanos() / 1e9;
        if (asked.size() >= REQUESTS_PER_CHUNK_MAX || waited < patience * PATIENCE_MIN_SECONDS) {
            return Optional.empty();
        }
        return candidates.stream()
                .filter(candidate -> candidate.getValue().held.contains(index))
                .filter(candidate ->
                        asked.stream().noneMatch(request -> request.source().equals(candidate.getKey())))
                .filter(candidate -> waited
                        > patience
                                * PATIENCE_FACTOR
                                * candidate.getValue().health.expectedSeconds(layout.lengthOf(index)))
                .min(Comparator.comparing(
                        candidate -> !candidate.getValue().health.isTried()));
    }

    /**
     * Requests that are so slow that their places are worth more than what has come of them. They should be cancelled;
     * each still has to be ended. None is named twice.
     */
    public synchronized List<ChunkAssignment> giveUp(Instant now) {
        List<ChunkAssignment> hopeless = inFlight.values().stream()
                .filter(request -> !givenUp.contains(request.serial()))
                .filter(request -> hasFasterSource(request, now) || keepsOutUntried(request, now))
                .toList();
        for (ChunkAssignment request : hopeless) {
            givenUp.add(request.serial());
            Optional.ofNullable(sources.get(request.source())).ifPresent(source -> source.health.failed(now, random));
            if (!hasFasterSource(request, now)) {
                Duration doubled = patienceForUntried.multipliedBy(2);
                patienceForUntried = doubled.compareTo(GIVE_UP_LONGEST) < 0 ? doubled : GIVE_UP_LONGEST;
            }
        }
        return hopeless;
    }

    private boolean hasFasterSource(ChunkAssignment request, Instant now) {
        Duration elapsed = Duration.between(request.startedAt(), now);
        double seconds = elapsed.toNanos() / 1e9;
        long length = layout.lengthOf(chunksOf(request));
        return elapsed.compareTo(GIVE_UP_MIN) >= 0
                && othersFor(request, now)
                        .anyMatch(other -> other.isTried() && seconds > GIVE_UP_FACTOR * other.expectedSeconds(length));
    }

    private boolean keepsOutUntried(ChunkAssignment request, Instant now) {
        return inFlight.size() >= limits.queuedRequestsMax()
                && Duration.between(request.startedAt(), now).compareTo(patienceForUntried) >= 0
                && othersFor(request, now).anyMatch(other -> !other.isTried());
    }

    private Stream<SourceHealth> othersFor(ChunkAssignment request, Instant now) {
        return sources.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(request.source()))
                .filter(entry -> entry.getValue().held.contains(request.run().first()))
                .map(entry -> entry.getValue().health)
                .filter(health -> health.canBeAsked(now));
    }

    private ChunkAssignment start(int index, Map.Entry<PeerEndpoint, Source> source, Instant now) {
        ChunkAssignment assignment = new ChunkAssignment(serials++, ChunkRun.of(index), source.getKey(), now);
        inFlight.put(assignment.serial(), assignment);
        requested.set(index);
        source.getValue().health.started();
        return assignment;
    }

    /**
     * Takes in that one chunk of a request under way has been verified.
     *
     * @return requests that are of no use any more and should be cancelled; each still has to be ended
     */
    public synchronized List<ChunkAssignment> verified(ChunkAssignment assignment, int index, Instant now) {
        requireUnderWay(assignment);
        if (done.get(index)) {
            return List.of();
        }
        markDone(index);
        return uselessFor(index, assignment);
    }

    /**
     * Takes in what became of a request: of its first chunk that was not {@link #verified}, or of all.
     *
     * @return requests that are of no use any more and should be cancelled; each still has to be ended
     */
    public synchronized List<ChunkAssignment> ended(ChunkAssignment assignment, FetchResult result, Instant now) {
        requireUnderWay(assignment);
        inFlight.remove(assignment.serial());
        givenUp.remove(assignment.serial());
        Source source = sources.get(assignment.source());
        if (source != null) {
            source.health.ended();
            learn(source, assignment, result, now);
        }
        boolean allCame = result instanceof FetchResult.Verified || result instanceof FetchResult.NotNeeded;
        List<ChunkAssignment> useless = new ArrayList<>();
        assignment.run().indexes().filter(index -> !done.get(index)).forEach(index -> {
            if (allCame) {
                markDone(index);
                useless.addAll(uselessFor(index, assignment));
            } else if (requestsOf(index).isEmpty()) {
                requested.clear(index);
            }
        });
        return useless;
    }

    private void requireUnderWay(ChunkAssignment assignment) {
        if (!inFlight.containsKey(assignment.serial())) {
            throw new IllegalArgumentException("not under way: " + assignment);
        }
    }

    private List<ChunkAssignment> uselessFor(int index, ChunkAssignment except) {
        return requestsOf(index).stream()
                .filter(request -> request.serial() != except.serial())
                .filter(request -> request.run().indexes().allMatch(done::get))
                .toList();
    }

    private void learn(Source source, ChunkAssignment assignment, FetchResult result, Instant now) {
        if (result instanceof FetchResult.Verified verified) {
            source.health.succeeded(layout.lengthOf(chunksOf(assignment)), verified.took());
        } else if (result instanceof FetchResult.Busy busy) {
            source.health.wasBusy(busy.retryAfter(), now, random);
        } else if (result instanceof FetchResult.HashMismatch) {
            source.health.lied(now, random);
        } else if (result instanceof FetchResult.ChunkNotHeld) {
            source.held = source.held.minus(chunksOf(assignment));
            source.health.failed(now, random);
        } else if (result instanceof FetchResult.FileNotHeld) {
            source.held = ChunkSet.none(layout.chunkCount());
            source.health.failed(now, random);
        } else if (result instanceof FetchResult.Unreachable || result instanceof FetchResult.BadAnswer) {
            source.health.failed(now, random);
        }
    }

    private List<ChunkAssignment> requestsOf(int index) {
        return inFlight.values().stream()
                .filter(request -> request.run().contains(index))
                .toList();
    }

    private ChunkSet chunksOf(ChunkAssignment assignment) {
        return ChunkSet.of(layout.chunkCount(), assignment.run().indexes().toArray());
    }

    private void markDone(int index) {
        done.set(index);
        requested.clear(index);
        picker.done(index);
    }

    public synchronized boolean isComplete() {
        return done.cardinality() == layout.chunkCount();
    }

    /** Count of requests under way. */
    public synchronized int inFlight() {
        return inFlight.size();
    }

    /** Whether any source that is not banned is known to hold a chunk that is still wanted. */
    public synchronized boolean hasUsefulSource() {
        ChunkSet have = ChunkSet.copyOf(layout.chunkCount(), done);
        return sources.values().stream()
                .anyMatch(source ->
                        !source.health.isBanned() && !source.held.minus(have).isEmpty());
    }

    /** The sources that are not banned, with what they are known to hold. */
    public synchronized Map<PeerEndpoint, ChunkSet> knownSources() {
        Map<PeerEndpoint, ChunkSet> known = new HashMap<>();
        sources.forEach((endpoint, source) -> {
            if (!source.health.isBanned()) {
                known.put(endpoint, source.held);
            }
        });
        return known;
    }

    /** How each source does, the most useful first. */
    public synchronized List<SourceReport> reports() {
        return sources.entrySet().stream()
                .map(entry -> entry.getValue()
                        .health
                        .report(entry.getKey().url(), entry.getValue().held.size()))
                .sorted(Comparator.comparingLong(SourceReport::bytes).reversed().thenComparing(SourceReport::endpoint))
                .toList();
    }
}
