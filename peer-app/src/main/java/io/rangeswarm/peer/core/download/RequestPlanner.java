package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.peer.core.pick.RarestFirst;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which request to start next: what seeds offer before everything else, then from the best source what is rarest, or what
 * comes next in the file where nobody gains by another order; when nothing is open, one more of a slow one. Guarded by
 * {@link ChunkScheduler}.
 */
final class RequestPlanner {

    private final ChunkLayout layout;
    private final RarestFirst picker;
    private final FetchLimits limits;
    private final Sources sources;
    private final Requests requests;
    private final SourceChoice choice;
    private final RunLength runLength;
    private final Impatience impatience;
    private final ExchangePace pace;
    private long serials;
    private long idleSince; // when there was a request last; 0 before the first look

    RequestPlanner(
            ChunkLayout layout,
            RarestFirst picker,
            FetchLimits limits,
            Sources sources,
            Requests requests,
            SourceChoice choice,
            Impatience impatience,
            ExchangePace pace) {
        this.layout = layout;
        this.picker = picker;
        this.limits = limits;
        this.sources = sources;
        this.requests = requests;
        this.choice = choice;
        this.runLength = new RunLength(layout, picker, pace);
        this.impatience = impatience;
        this.pace = pace;
    }

    /** A request has ended. */
    void ended(Instant now) {
        idleSince = ChunkScheduler.nanos(now);
    }

    /** Starts one request, if there is one worth starting now. */
    @Nullable
    Request startOne(Instant now) {
        if (picker.open().isEmpty()) {
            Impatience.Doubling doubling = impatience.doubling(now);
            return doubling == null ? null : start(ChunkRun.of(doubling.index()), doubling.source(), now);
        }
        Request offered = takeOffer(now);
        if (offered != null) {
            return offered;
        }
        boolean alone = !sources.hasCompany();
        int live = requests.count() - requests.overdue(ChunkScheduler.nanos(now)) - requests.offered();
        if (live >= (alone ? requestsAloneMax() : requestsInCompanyMax())) {
            return null;
        }
        boolean seedsFree = alone || !sources.areSeedsScarce();
        while (true) {
            Source source = choice.cheapest(sources.useful(), seedsFree, live, now);
            if (source == null && live == 0) {
                source = choice.idleSeed(sources.seeds(), ChunkScheduler.nanos(now) - idleSince(now), now);
            }
            if (source == null) {
                return null;
            }
            OptionalInt index = alone ? picker.pickInOrder(source.held) : picker.pick(source.held);
            if (index.isPresent()) {
                return start(runLength.around(index.getAsInt(), source, mostOf(source, alone)), source, now);
            }
            sources.useless(source);
            if (source.isSeed()) {
                return null; // nothing is open
            }
        }
    }

    private int requestsAloneMax() {
        int wanted = runLength.requestsAlone(sources.useful().size(), limits.requestsPerSourceMax());
        return Math.min(limits.queuedRequestsMax(), wanted);
    }

    private int requestsInCompanyMax() {
        return SourceChoice.UNDER_WAY_MAX + pace.chunksPerExchange() / RunLength.usual(pace.chunksPerSecond());
    }

    private int mostOf(Source source, boolean alone) {
        int sourcesKnown = sources.useful().size();
        return alone
                ? runLength.alone(source, requestsAloneMax(), sourcesKnown)
                : runLength.inCompany(source, sourcesKnown);
    }

    private long idleSince(Instant now) {
        idleSince = idleSince == 0 ? ChunkScheduler.nanos(now) : idleSince;
        return idleSince;
    }

    /** What a seed would like to be asked for comes before everything else: nobody but a seed has it. */
    private @Nullable Request takeOffer(Instant now) {
        for (Source seed : sources.seeds()) {
            while (!seed.offers.isEmpty()
                    && seed.health.canBeAsked(now)
                    && seed.health.inFlight() < SourceChoice.OFFERED_UNDER_WAY_MAX) {
                int index = seed.offers.remove();
                if (picker.open().contains(index)) {
                    Request request = start(offeredRun(index, seed), seed, now);
                    requests.markOffered(request);
                    return request;
                }
            }
        }
        return null;
    }

    /** Offers that follow each other in the file are taken in one request, where the seed is fast. */
    private ChunkRun offeredRun(int first, Source seed) {
        int most = mostOf(seed, !sources.hasCompany());
        int count = 1;
        while (count < most
                && picker.open().contains(first + count)
                && Objects.equals(seed.offers.peek(), first + count)) {
            seed.offers.remove();
            count++;
        }
        return new ChunkRun(first, count);
    }

    private Request start(ChunkRun run, Source source, Instant now) {
        ChunkAssignment assignment = new ChunkAssignment(serials++, run, source.endpoint, now);
        Request request = new Request(assignment, source, ChunkScheduler.nanos(now));
        requests.add(request);
        run.indexes().forEach(picker::close);
        source.health.started();
        source.queue.asked(run.lengthIn(layout));
        return request;
    }
}
