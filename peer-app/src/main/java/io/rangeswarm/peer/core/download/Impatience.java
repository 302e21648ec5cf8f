package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.peer.core.pick.ChunkBits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to do about slow requests: in the endgame they are doubled, unless their chunk is coming and sooner here than from
 * anybody else, and hopeless ones are given up. Guarded by {@link ChunkScheduler}.
 */
final class Impatience {

    /** In the endgame a chunk is asked of at most so many sources at a time. */
    private static final int REQUESTS_PER_CHUNK_MAX = 4;

    /** A request is only doubled once it has taken this long... */
    private static final double PATIENCE_MIN_SECONDS = 0.3;

    /** ...and this many times as long as the other source would take for all of it... */
    private static final double PATIENCE_FACTOR = 2;

    /** ...and both grow so many times with each further one: it is the exception that two sources fall silent. */
    private static final double PATIENCE_GROWTH = 4;

    /** Who has begun to send a chunk is sending it, unless it has been silent so long and is so late by its own pace. */
    private static final double LATE_SECONDS = 0.3;

    /** Of two who send a chunk one is let go as soon as the other has sent so much of it: before, it is too early to tell. */
    private static final double GOOD_PART = 0.25;

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

    /** Chunk {@code index}, which is under way already, should be asked of {@code source} too. */
    record Doubling(int index, Source source) {}

    private final ChunkLayout layout;
    private final ChunkBits done;
    private final Sources sources;
    private final Requests requests;
    private final FetchLimits limits;
    private final RandomGenerator random;
    private Duration patienceForUntried = GIVE_UP_MIN;

    Impatience(
            ChunkLayout layout,
            ChunkBits done,
            Sources sources,
            Requests requests,
            FetchLimits limits,
            RandomGenerator random) {
        this.layout = layout;
        this.done = done;
        this.sources = sources;
        this.requests = requests;
        this.limits = limits;
        this.random = random;
    }

    /** Which request should be doubled now, if any: the oldest for which there is somebody better. */
    @Nullable
    Doubling doubling(Instant now) {
        for (Request slow : requests.all()) {
            if (secondsOf(slow, now) < PATIENCE_MIN_SECONDS) {
                return null; // the others are younger still
            }
            int index = slow.assignment.run().first();
            while (done.contains(index) && index < slow.assignment.run().last()) {
                index++;
            }
            Source other = done.contains(index) ? null : anotherFor(index, now);
            if (other != null) {
                return new Doubling(index, other);
            }
        }
        return null;
    }

    /** Whom else to ask for a chunk: somebody who has proved that it can send, if there is one. */
    private @Nullable Source anotherFor(int index, Instant now) {
        List<Request> asked = requests.of(index);
        double patience = Math.pow(PATIENCE_GROWTH, asked.size() - 1.0);
        double waited = secondsOf(asked.get(asked.size() - 1), now);
        if (asked.size() >= REQUESTS_PER_CHUNK_MAX || waited < patience * PATIENCE_MIN_SECONDS) {
            return null;
        }
        double remaining = remainingSeconds(asked, index, now);
        Source untried = null;
        for (Source other : sources.all()) {
            double expected = other.health.expectedSeconds(layout.lengthOf(index));
            if (other.held.contains(index)
                    && other.health.canBeAsked(now)
                    && asked.stream().noneMatch(request -> request.source == other)
                    && waited > patience * PATIENCE_FACTOR * expected
                    && remaining > Math.max(PATIENCE_MIN_SECONDS, expected)) {
                if (other.health.isTried()) {
                    return other;
                }
                untried = other;
            }
        }
        return untried;
    }

    /**
     * Requests whose chunks will be here sooner by others: both would come, and one be in vain. To be called where nothing
     * is open. None is named twice.
     */
    List<ChunkAssignment> outrun(Instant now) {
        List<ChunkAssignment> outrun = List.of();
        for (Request request : requests.all()) {
            if (!request.givenUp && isOutrun(request, now)) {
                request.givenUp = true;
                outrun = outrun.isEmpty() ? new ArrayList<>(2) : outrun;
                outrun.add(request.assignment);
            }
        }
        return outrun;
    }

    /** Whether others will bring every chunk of it that is not here yet. One that lacks none has just ended, and keeps its connection. */
    private boolean isOutrun(Request request, Instant now) {
        boolean outrun = false;
        for (int index = request.assignment.run().first();
                index <= request.assignment.run().last();
                index++) {
            if (!done.contains(index)) {
                outrun = isOutrun(request, index, now);
                if (!outrun) {
                    return false;
                }
            }
        }
        return outrun;
    }

    private boolean isOutrun(Request request, int index, Instant now) {
        for (Request other : requests.of(index)) {
            if (other != request
                    && !other.givenUp
                    && bytesUntil(index, other) <= (1 - GOOD_PART) * layout.lengthOf(index)
                    && isSooner(other, request, index, now)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether what comes by {@code other} will be here before what comes by {@code request}. Against one of which nothing
     * has come an earlier one proves nothing: it was found too slow, or the chunk would not have been asked for again. One
     * that has stopped costs nothing, and may go on.
     */
    private boolean isSooner(Request other, Request request, int index, Instant now) {
        double others = remainingSeconds(other, index, now);
        if (request.arrived() == 0) {
            return others < Double.POSITIVE_INFINITY && other.assignment.serial() > request.assignment.serial();
        }
        double own = remainingSeconds(request, index, now);
        return others < own && own < Double.POSITIVE_INFINITY;
    }

    private double remainingSeconds(List<Request> asked, int index, Instant now) {
        return asked.stream()
                .mapToDouble(request -> remainingSeconds(request, index, now))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /**
     * Seconds until a chunk has come by a request; infinity while it is not coming. While bytes come it is their pace that
     * counts, not how long they had to wait for their turn; when they have stopped there may be another turn, and it is
     * due when it would be by the pace of all so far.
     */
    private double remainingSeconds(Request request, int index, Instant now) {
        if (request.arrived() == 0) {
            return Double.POSITIVE_INFINITY;
        }
        long bytes = bytesUntil(index, request);
        double silent = request.secondsSilent(ChunkScheduler.nanos(now));
        if (silent < LATE_SECONDS) {
            return request.secondsFlowing(bytes);
        }
        double seconds = request.secondsInAll(bytes) - silent;
        return seconds <= -LATE_SECONDS ? Double.POSITIVE_INFINITY : Math.max(0, seconds);
    }

    /** What is still to come by a request before all of a chunk has. */
    private long bytesUntil(int index, Request request) {
        long chunkEnd = layout.rangeOf(index).end();
        long arrivedEnd = layout.rangeOf(request.assignment.run().first()).start() + request.arrived();
        return Math.max(0, chunkEnd - arrivedEnd); // past it while the news that it is verified waits to be heard
    }

    List<ChunkAssignment> giveUp(Instant now) {
        if (requests.count() == 0 || secondsOf(requests.all().get(0), now) < GIVE_UP_MIN.toSeconds()) {
            return List.of();
        }
        List<ChunkAssignment> hopeless = new ArrayList<>();
        for (Request request : List.copyOf(requests.all())) {
            boolean beaten = hasFasterSource(request, now);
            if (!request.givenUp && (beaten || keepsOutUntried(request, now))) {
                hopeless.add(request.assignment);
            }
        }
        for (ChunkAssignment assignment : hopeless) {
            Request request = requests.require(assignment);
            boolean beaten = hasFasterSource(request, now);
            request.givenUp = true;
            request.source.health.failed(now, random);
            sources.healthChanged(request.source);
            if (!beaten) {
                Duration doubled = patienceForUntried.multipliedBy(2);
                patienceForUntried = doubled.compareTo(GIVE_UP_LONGEST) < 0 ? doubled : GIVE_UP_LONGEST;
            }
        }
        return hopeless;
    }

    private boolean hasFasterSource(Request request, Instant now) {
        double seconds = secondsOf(request, now);
        long length = (long) request.assignment.run().count() * layout.chunkSize();
        return age(request, now).compareTo(GIVE_UP_MIN) >= 0
                && othersFor(request, now)
                        .anyMatch(other -> other.isTried() && seconds > GIVE_UP_FACTOR * other.expectedSeconds(length));
    }

    private boolean keepsOutUntried(Request request, Instant now) {
        return requests.count() >= limits.queuedRequestsMax()
                && age(request, now).compareTo(patienceForUntried) >= 0
                && othersFor(request, now).anyMatch(other -> !other.isTried());
    }

    private Stream<SourceHealth> othersFor(Request request, Instant now) {
        return sources.all().stream()
                .filter(other -> other != request.source)
                .filter(other -> other.held.contains(request.assignment.run().first()))
                .map(other -> other.health)
                .filter(health -> health.canBeAsked(now));
    }

    private static Duration age(Request request, Instant now) {
        return Duration.between(request.assignment.startedAt(), now);
    }

    private static double secondsOf(Request request, Instant now) {
        return (ChunkScheduler.nanos(now) - request.startedNanos) / 1e9;
    }
}
