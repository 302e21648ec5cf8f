package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.pick.ChunkBits;
import io.rangeswarm.peer.core.pick.RarestFirst;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Decides which chunk of one file is asked of which source, and learns from what comes back. It does nothing itself: it
 * is told the time and the results and returns what to start and what to give up, so that real downloads and simulated
 * ones run the same code. Guarded by this; every call is short.
 */
public final class ChunkScheduler {

    /** The most sources that are remembered of one file. */
    public static final int SOURCES_MAX = Sources.SOURCES_MAX;

    private final ChunkLayout layout;
    private final int chunkCount;
    private final RarestFirst picker;
    private final FetchLimits limits;
    private final RandomGenerator random;
    private final Misconduct misconduct;

    private final ChunkSet noChunks;
    private final ChunkBits done;
    private final Sources sources;
    private final Requests requests;
    private final SourceChoice choice;
    private final Impatience impatience;
    private final ExchangePace pace;
    private final RequestPlanner planner;

    /**
     * @param held the chunks that need not be fetched
     * @param misconduct who lied, in this download or another
     */
    public ChunkScheduler(
            ChunkLayout layout,
            ChunkSet held,
            RarestFirst picker,
            FetchLimits limits,
            RandomGenerator random,
            Misconduct misconduct) {
        this.layout = layout;
        this.chunkCount = layout.chunkCount();
        this.picker = picker;
        this.limits = limits;
        this.random = random;
        this.misconduct = misconduct;
        this.noChunks = ChunkSet.none(chunkCount);
        this.done = new ChunkBits(chunkCount);
        this.sources = new Sources(chunkCount, limits.requestsPerSourceMax(), picker, misconduct, random);
        this.requests = new Requests();
        this.choice = new SourceChoice(layout.chunkSize(), random);
        this.pace = new ExchangePace(sources);
        this.impatience = new Impatience(layout, done, sources, requests, limits, random);
        this.planner = new RequestPlanner(layout, picker, limits, sources, requests, choice, impatience, pace);
        sources.whenForgotten(pace::forget);
        held.forEach(this::markDone);
    }

    // ---- news ----

    /** Takes in what others said of sources. Those that cannot be remembered any more are passed over. */
    public synchronized void heardOf(Map<PeerEndpoint, ChunkSet> holdings) {
        holdings.forEach((endpoint, held) -> {
            boolean known = sources.find(endpoint) != null;
            Source source = sources.heard(endpoint, held);
            if (source != null && !known) {
                pace.introduced(source);
            }
        });
    }

    /**
     * Takes in what a peer said of itself in an exchange, asked or asking. An answer must be told here, or
     * {@link #exchangeFailed}, before the peer is asked again.
     */
    public synchronized void heard(PeerEndpoint peer, SourceNews news, Instant now) {
        Source source = sources.heard(peer, news.held());
        if (source == null) {
            return;
        }
        boolean answered = source.exchangeUnderWay;
        pace.ended(source);
        pace.heard(source, answered, nanos(now));
        choice.answersTake(pace.secondsPerExchange());
        source.exchanging = Source.Exchanging.YES;
        if (news.queuedBytes().isPresent()) {
            source.queue.said(news.queuedBytes().getAsLong(), nanos(now));
        }
        if (answered && source.isSeed()) {
            source.offers.clear();
            source.offers.addAll(news.offers());
            pace.offered(source, news.offers().size(), nanos(now));
        }
    }

    /**
     * Takes in what a peer said of itself along with a request or an answer; of one that is unknown, nothing.
     *
     * @return whether it holds a chunk that it was not known to hold, which may be worth asking for at once
     */
    public synchronized boolean heardInPassing(PeerEndpoint peer, ChunkNews news, Instant now) {
        Source source = sources.find(peer);
        if (source == null || source.health.isBanned()) {
            return false;
        }
        if (news.queuedBytes().isPresent()) {
            source.queue.said(news.queuedBytes().getAsLong(), nanos(now));
        }
        return sources.holdsToo(source, news.latest());
    }

    /**
     * Takes in what a source said of itself when it began to answer a request: queued there is what comes before. That
     * tells which part of the time that the request takes is the queue's; what was known when it was made is too old to judge
     * the source's speed by.
     *
     * @return whether it holds a chunk that it was not known to hold
     */
    public synchronized boolean answered(ChunkAssignment assignment, ChunkNews news, Instant now) {
        boolean isNews = heardInPassing(assignment.source(), news, now);
        Request request = requests.find(assignment);
        if (request != null && news.queuedBytes().isPresent()) {
            request.bytesAhead = news.queuedBytes().getAsLong();
            request.source.queue.asked(assignment.run().lengthIn(layout));
        }
        return isNews;
    }

    /** Takes in that a peer did not answer an exchange, or does not know of such. */
    public synchronized void exchangeFailed(PeerEndpoint peer, Instant now) {
        Source source = sources.find(peer);
        if (source != null) {
            pace.ended(source);
            pace.failed(source, nanos(now));
        }
    }

    /** With whom to exchange news now, and what to ask. Each must be answered by {@link #heard} or {@link #exchangeFailed}. */
    public synchronized List<ExchangeDue> exchangesDue(Instant now) {
        sources.exchangesTakePlace();
        boolean starving = requests.count() < SourceChoice.UNDER_WAY_MAX / 2;
        List<Source> due = pace.due(starving, nanos(now));
        if (due.isEmpty()) {
            return List.of();
        }
        List<ExchangeDue> exchanges = new ArrayList<>(due.size());
        for (Source source : due) {
            exchanges.add(
                    source.isSeed()
                            ? new ExchangeDue(source.endpoint, lacksOf(source), pace.offersWanted())
                            : new ExchangeDue(source.endpoint, noChunks, 0));
        }
        return exchanges;
    }

    /** What only a seed can give; all that is open where nothing is such. */
    private ChunkSet lacksOf(Source seed) {
        ChunkBits lacks = picker.openWithoutCopies();
        for (Source other : sources.seeds()) {
            if (other != seed) {
                other.offers.forEach(lacks::remove);
            }
        }
        return lacks.isEmpty() ? picker.open().snapshot() : lacks.snapshot();
    }

    // ---- requests ----

    /** The requests to start now, at most {@code most}. Each must be answered by one call of {@link #ended}. */
    public synchronized List<ChunkAssignment> next(Instant now, int most) {
        List<ChunkAssignment> starts = List.of();
        while (starts.size() < most && requests.count() < limits.queuedRequestsMax()) {
            Request next = planner.startOne(now);
            if (next == null) {
                break;
            }
            if (starts.isEmpty()) {
                starts = new ArrayList<>(4);
            }
            starts.add(next.assignment);
        }
        return starts;
    }

    /**
     * Requests that are so slow that their places are worth more than what has come of them, and at the end those of
     * which nothing has come while whoever was asked later sends the chunk. They should be cancelled; each still has to
     * be ended. None is named twice.
     */
    public synchronized List<ChunkAssignment> giveUp(Instant now) {
        List<ChunkAssignment> givenUp = new ArrayList<>(impatience.giveUp(now));
        if (picker.open().isEmpty()) {
            givenUp.addAll(impatience.outrun(now));
        }
        return givenUp;
    }

    /**
     * Takes in that one chunk of a request under way has been verified.
     *
     * @return requests that are of no use any more and should be cancelled; each still has to be ended
     */
    public synchronized List<ChunkAssignment> verified(ChunkAssignment assignment, int index, Instant now) {
        Request request = requests.require(assignment);
        if (done.contains(index)) {
            return List.of();
        }
        markDone(index);
        sources.progressed();
        pace.progressed(nanos(now));
        return uselessFor(index, request);
    }

    /**
     * Takes in what became of a request: of its first chunk that was not {@link #verified}, or of all.
     *
     * @return requests that are of no use any more and should be cancelled; each still has to be ended
     */
    public synchronized List<ChunkAssignment> ended(ChunkAssignment assignment, FetchResult result, Instant now) {
        Request request = requests.require(assignment);
        requests.remove(request);
        planner.ended(now);
        request.source.health.ended();
        learn(request, result, now);
        sources.healthChanged(request.source);
        boolean allCame = result instanceof FetchResult.Verified || result instanceof FetchResult.NotNeeded;
        List<ChunkAssignment> useless = new ArrayList<>(0);
        for (int index = assignment.run().first(); index <= assignment.run().last(); index++) {
            if (done.contains(index)) {
                continue;
            }
            if (allCame) {
                markDone(index);
                sources.progressed();
                pace.progressed(nanos(now));
                useless.addAll(uselessFor(index, request));
            } else if (!requests.isRequested(index)) {
                picker.reopen(index);
                sources.reopened(index);
            }
        }
        return useless;
    }

    private List<ChunkAssignment> uselessFor(int index, Request except) {
        List<ChunkAssignment> useless = List.of();
        for (Request request : requests.all()) {
            if (request != except
                    && request.assignment.run().contains(index)
                    && request.assignment.run().indexes().allMatch(done::contains)) {
                if (useless.isEmpty()) {
                    useless = new ArrayList<>(2);
                }
                useless.add(request.assignment);
            }
        }
        return useless;
    }

    private void learn(Request request, FetchResult result, Instant now) {
        Source source = request.source;
        ChunkAssignment assignment = request.assignment;
        if (result instanceof FetchResult.Verified verified) {
            misconduct.sentRight(source.endpoint, assignment.run().count());
            source.health.succeeded(assignment.run().lengthIn(layout), verified.took());
            requests.took(verified.took());
            choice.learn(request, assignment.run().lengthIn(layout), verified.took());
        } else if (result instanceof FetchResult.Busy busy) {
            source.health.wasBusy(busy.retryAfter(), now, random);
        } else if (result instanceof FetchResult.HashMismatch) {
            source.health.lied(now, random);
            misconduct.lied(source.endpoint);
        } else if (result instanceof FetchResult.ChunkNotHeld) {
            sources.lost(source, assignment.run());
            source.health.failed(now, random);
        } else if (result instanceof FetchResult.FileNotHeld) {
            if (chunkCount > 0) {
                sources.lost(source, new ChunkRun(0, chunkCount));
            }
            source.health.failed(now, random);
        } else if (result instanceof FetchResult.Unreachable || result instanceof FetchResult.BadAnswer) {
            source.health.failed(now, random);
        }
        sources.banIfDue(source);
    }

    private void markDone(int index) {
        done.add(index);
        picker.close(index);
    }

    static long nanos(Instant now) {
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    // ---- views ----

    public synchronized boolean isComplete() {
        return done.isComplete();
    }

    /** Whether chunks are asked for from the first to the last: nobody is known who would gain by another order. */
    public synchronized boolean isInOrder() {
        return !sources.hasCompany();
    }

    /** Count of requests under way. */
    public synchronized int inFlight() {
        return requests.count();
    }

    /** Whether chunks are under way and there are peers to exchange news with: they know what the tracker knows, and sooner. */
    public synchronized boolean isWellInformed() {
        return requests.count() > 0
                && sources.all().stream().anyMatch(source -> source.exchanging == Source.Exchanging.YES);
    }

    /** Whether any source that is not banned is known to hold a chunk that is still wanted. */
    public synchronized boolean hasUsefulSource() {
        ChunkSet have = done.snapshot();
        return sources.all().stream()
                .anyMatch(source -> !source.health.isBanned()
                        && !source.held.snapshot().minus(have).isEmpty());
    }

    /** The sources that are not banned, with what they are known to hold. */
    public synchronized Map<PeerEndpoint, ChunkSet> knownSources() {
        Map<PeerEndpoint, ChunkSet> known = new HashMap<>();
        for (Source source : sources.all()) {
            if (!source.health.isBanned()) {
                known.put(source.endpoint, source.held.snapshot());
            }
        }
        return known;
    }

    /** How each source does, the most useful first. */
    public synchronized List<SourceReport> reports() {
        return sources.all().stream()
                .map(source -> source.health.report(source.endpoint.url(), source.held.size()))
                .sorted(Comparator.comparingLong(SourceReport::bytes).reversed().thenComparing(SourceReport::endpoint))
                .toList();
    }
}
