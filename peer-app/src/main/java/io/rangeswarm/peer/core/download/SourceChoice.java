package io.rangeswarm.peer.core.download;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which source to ask next: of a few that are drawn at random the one with the least expected finish. The best of all
 * would be everybody's best at once; the better of two or three is nearly as good and spreads the load (Mitzenmacher:
 * "The Power of Two Choices in Randomized Load Balancing", 2001). Guarded by {@link ChunkScheduler}.
 */
final class SourceChoice {

    /** So many requests, at most, are under way to seeds' offers at each seed... */
    static final int OFFERED_UNDER_WAY_MAX = 2;

    /** ...and so many to all others: enough that one is always being answered, few enough that queues stay short. */
    static final int UNDER_WAY_MAX = 6;

    /** Who has fewer under way asks a leech of which old news only says that it would take long. */
    private static final int FEW_UNDER_WAY = 3;

    /** So many to one leech: what is asked early waits where it might have come from elsewhere. */
    private static final int PER_LEECH_MAX = 2;

    private static final int DRAWS = 8;

    /**
     * A leech that would take longer, in seconds, is not asked now: others will have the chunk sooner than its turn
     * comes.
     */
    private static final double WAIT_MAX = 0.5;

    /** ...but never less than so many chunks' time: where everything is slow something must be asked. */
    private static final double WAIT_MAX_CHUNKS = 4;

    /** ...and longer by so many answers' time: an uplink whose next request is still on its way stands still. */
    private static final double ANSWERS_AHEAD = 3;

    /** Who has had nothing to do for so long, in nanoseconds, asks a seed that has made no offer. */
    private static final long IDLE_LONGEST = 2_000_000_000;

    /**
     * A seed counts as so many times slower than it is: its uplink is what everybody else needs, while a leech can
     * send only what it has.
     */
    private static final double SEED_RELUCTANCE = 3;

    private static final double NEWEST_WEIGHT = 0.1;

    private final int chunkSize;
    private final RandomGenerator random;
    private double least; // the cost of what best found last
    private double typicalRate; // bytes per second that sources send, queueing apart; 0 while unknown
    private double answerSeconds; // how long peers take to answer; 0 while unknown

    SourceChoice(int chunkSize, RandomGenerator random) {
        this.chunkSize = chunkSize;
        this.random = random;
    }

    /** Takes in how long a source took for a request that came whole. */
    void learn(Request request, long bytes, Duration took) {
        if (request.bytesAhead != SourceQueue.UNKNOWN) {
            double rate = (double) (request.bytesAhead + bytes) / Math.max(1e-6, took.toNanos() / 1e9);
            request.source.queue.sent(rate);
            typicalRate = typicalRate == 0 ? rate : typicalRate + NEWEST_WEIGHT * (rate - typicalRate);
        }
    }

    /** Takes in how long peers take to answer, in seconds: on their way, and where processors are short. */
    void answersTake(double seconds) {
        answerSeconds = seconds;
    }

    /**
     * The source to ask for one more chunk.
     *
     * @param seedsFree whether seeds that make offers may be asked for anything else
     * @param underWay count of requests that are; when there is none, a long wait is better than nothing
     */
    @Nullable
    Source cheapest(List<Source> useful, boolean seedsFree, int underWay, Instant now) {
        int count = useful.size();
        double longest = underWay == 0 ? Double.POSITIVE_INFINITY : waitMax();
        Source cheapest = best(useful, Math.min(count, DRAWS), seedsFree, now);
        if (cheapest == null && count > DRAWS) {
            cheapest = best(useful, count, seedsFree, now);
        }
        boolean tooLong = cheapest != null && !cheapest.isSeed() && isKnown(cheapest) && least > longest;
        if (!tooLong) {
            return cheapest;
        }
        return underWay < FEW_UNDER_WAY ? longUnheard(useful, now) : null;
    }

    /**
     * A leech that may be asked and has long not said what is queued. Who has few chunks is asked for little, and
     * hears little along with it; going by old news alone it would fall further behind.
     */
    private @Nullable Source longUnheard(List<Source> useful, Instant now) {
        int count = useful.size();
        int start = random.nextInt(count);
        for (int step = 0; step < count; step++) {
            Source source = useful.get((start + step) % count);
            if (!source.countsAsSeed
                    && source.queue.isOldNews(ChunkScheduler.nanos(now))
                    && mayBeAsked(source, false, now)) {
                return source;
            }
        }
        return null;
    }

    private static boolean isKnown(Source source) {
        return source.queue.bytesAhead() != SourceQueue.UNKNOWN;
    }

    private double waitMax() {
        double wait = typicalRate == 0 ? WAIT_MAX : Math.max(WAIT_MAX, WAIT_MAX_CHUNKS * chunkSize / typicalRate);
        return wait + ANSWERS_AHEAD * answerSeconds;
    }

    private @Nullable Source best(List<Source> useful, int draws, boolean seedsFree, Instant now) {
        boolean all = draws == useful.size();
        int start = all && draws > 0 ? random.nextInt(draws) : 0;
        Source best = null;
        least = Double.POSITIVE_INFINITY;
        for (int draw = 0; draw < draws; draw++) {
            Source source = useful.get(all ? (start + draw) % draws : random.nextInt(useful.size()));
            if (mayBeAsked(source, seedsFree, now)) {
                double cost = cost(source);
                if (cost < least) {
                    least = cost;
                    best = source;
                }
            }
        }
        return best;
    }

    private static boolean mayBeAsked(Source source, boolean seedsFree, Instant now) {
        if (!source.health.canBeAsked(now)) {
            return false;
        }
        if (source.countsAsSeed) {
            return source.exchanging == Source.Exchanging.YES ? seedsFree : !source.givesOffers();
        }
        return source.health.inFlight() < PER_LEECH_MAX;
    }

    /** Expected seconds, seeds weighted; a source not yet tried goes first, so that its speed becomes known. */
    private double cost(Source source) {
        double expected = isKnown(source)
                ? source.queue.expectedSeconds(chunkSize, typicalRate)
                : source.health.expectedSeconds(chunkSize);
        double weighted = source.countsAsSeed && source.exchanging != Source.Exchanging.YES
                ? expected * SEED_RELUCTANCE + 1e-9
                : expected;
        return weighted * (1 + random.nextDouble() * 0.1);
    }

    /**
     * A seed that has made no offer, although it does so, may be asked by who has nothing else to do, when little is
     * asked of it: what it sends then costs nobody anything. Of one that does not say how much is asked of it that is
     * supposed after a while.
     */
    @Nullable
    Source idleSeed(List<Source> seeds, long idleNanos, Instant now) {
        for (Source seed : seeds) {
            long ahead = seed.queue.bytesAhead();
            boolean idle = ahead == SourceQueue.UNKNOWN ? idleNanos >= IDLE_LONGEST : ahead < chunkSize;
            if (idle && seed.health.inFlight() == 0 && seed.health.canBeAsked(now)) {
                return seed;
            }
        }
        return null;
    }
}
