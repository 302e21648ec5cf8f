package io.rangeswarm.peer.core.download;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * With whom to exchange news, and how often: with each of some neighbours about as often as there is news, with seeds
 * while they have offers to make. Not safe for many threads: {@link ChunkScheduler} guards it.
 */
final class ExchangePace {

    /** With so many leeches, at most, this peer exchanges news of its own accord; others may ask it besides. */
    static final int NEIGHBOURS_MAX = 40;

    /** So many offers are asked of a seed at least... */
    private static final int OFFERS_WANTED_MIN = 4;

    /** ...and where chunks come fast, as many as come in so long, in seconds: seeds are not asked more often for it. */
    private static final double OFFERS_AHEAD_SECONDS = 0.4;

    private static final int UNDER_WAY_MAX = 8;
    private static final long MILLISECOND = 1_000_000;

    /** A round of all neighbours takes as long as so many chunks: news of each one would cost more than it is worth... */
    private static final double CHUNKS_PER_ROUND = 8;

    /** ...or as so many requests, where these are for several chunks each... */
    private static final double RUNS_PER_ROUND = 4;

    /** ...or so many have taken place since the last chunk, where there is nothing to fetch... */
    private static final double STARVING_ROUNDS = 8;

    /** A neighbour is asked in every so many rounds, also when it asks. */
    private static final int ROUNDS_UNASKED = 2;

    private static final long ROUND_MIN = 100 * MILLISECOND;
    private static final long ROUND_MAX = 2000 * MILLISECOND;

    /** Who has nothing to fetch hears from everybody within this time. */
    private static final long STARVING_ROUND_MAX = 1000 * MILLISECOND;

    /**
     * ...but two exchanges are never nearer to each other than this, nor than one takes on average: where processors are
     * short each more makes all of them, and the chunks, come later.
     */
    private static final long GAP_MIN = 25 * MILLISECOND;

    private static final long OFFERS_GAP_MIN = 50 * MILLISECOND;
    private static final long OFFERS_PAUSE_FIRST = 100 * MILLISECOND;
    private static final long OFFERS_PAUSE_LONGEST = 4000 * MILLISECOND;
    private static final long FAILURE_PAUSE = 10_000 * MILLISECOND;

    /** Who has not answered so many times in a row makes room for another. */
    private static final int FAILURES_MAX = 3;

    private static final double NEWEST_WEIGHT = 0.1;
    private static final long NEVER = Long.MIN_VALUE;

    private final Sources sources;
    private final MovingAverage nanosPerChunk = new MovingAverage(NEWEST_WEIGHT);
    private final MovingAverage nanosPerExchange = new MovingAverage(NEWEST_WEIGHT);
    private final Neighbourhood neighbours = new Neighbourhood(); // the one not heard for longest first
    private final ArrayDeque<Source> strangers = new ArrayDeque<>(); // leeches never heard of but through others
    private int underWay;
    private int nextSeed;
    private long lastRound = ROUND_MIN;
    private long nextAt = NEVER;
    private long firstAskedAt = NEVER;
    private long lastChunkAt = NEVER;

    ExchangePace(Sources sources) {
        this.sources = sources;
    }

    /**
     * A chunk has come. The first counts with the time since somebody was asked: what an uplink sends at once when it has
     * been idle comes far faster than what follows, and who took that for the rate would want all that a seed has.
     */
    void progressed(long now) {
        long before = lastChunkAt != NEVER ? lastChunkAt : firstAskedAt;
        if (before != NEVER) {
            nanosPerChunk.add((double) (now - before));
        }
        lastChunkAt = now;
    }

    /** Others said that there is this source. */
    void introduced(Source source) {
        if (!source.isSeed() && neighbours.size() + strangers.size() < NEIGHBOURS_MAX) {
            strangers.add(source);
        }
    }

    /**
     * The source has said something of itself. When it asked, that spares asking it, but not for long: who asks does not
     * tell what is queued there.
     *
     * @param answered whether it was asked
     */
    void heard(Source source, boolean answered, long now) {
        source.exchangesFailed = 0;
        if (answered) {
            source.answeredAt = now;
            nanosPerExchange.add((double) (now - source.askedAt));
        } else if (source.isNeighbour && now - source.answeredAt > ROUNDS_UNASKED * lastRound) {
            return;
        }
        source.heardAt = now;
        if (source.isSeed() || source.health.isBanned()) {
            neighbours.remove(source);
        } else if (neighbours.remove(source) || neighbours.size() < NEIGHBOURS_MAX) {
            neighbours.add(source);
        }
    }

    /** Takes in how many offers an answer brought of those wanted. */
    void offered(Source seed, int count, long now) {
        if (count > 0) {
            seed.offersPause = 0;
            seed.offersNotBefore = now + OFFERS_GAP_MIN;
        } else {
            seed.offersPause = Math.min(OFFERS_PAUSE_LONGEST, Math.max(OFFERS_PAUSE_FIRST, 2 * seed.offersPause));
            seed.offersNotBefore = now + seed.offersPause;
        }
    }

    void ended(Source source) {
        if (source.exchangeUnderWay) {
            source.exchangeUnderWay = false;
            underWay--;
        }
    }

    void failed(Source source, long now) {
        source.exchanging = Source.Exchanging.NO;
        source.heardAt = now + FAILURE_PAUSE;
        source.offersNotBefore = now + FAILURE_PAUSE;
        source.exchangesFailed++;
        neighbours.remove(source);
        boolean stays = !source.isSeed() && source.exchangesFailed < FAILURES_MAX;
        if (stays && neighbours.size() < NEIGHBOURS_MAX) {
            neighbours.add(source);
        }
    }

    void forget(Source source) {
        ended(source);
        neighbours.remove(source);
        strangers.remove(source);
    }

    /**
     * Whom to ask now; each is under way from here on.
     *
     * @param starving whether there is little to fetch by what is known
     */
    List<Source> due(boolean starving, long now) {
        if (now < nextAt || underWay >= UNDER_WAY_MAX) {
            return List.of();
        }
        List<Source> due = new ArrayList<>(2);
        Source seed = seedToAsk(now);
        while (seed != null) {
            boolean isNew =
                    seed.exchanging == Source.Exchanging.UNKNOWN; // nothing is asked of it until it has answered
            start(seed, due, now);
            seed = isNew && underWay < UNDER_WAY_MAX ? seedToAsk(now) : null;
        }
        long round = round(starving, now);
        lastRound = round;
        Source stranger = strangers.poll();
        while (stranger != null && stranger.exchanging != Source.Exchanging.UNKNOWN) {
            stranger = strangers.poll();
        }
        if (stranger != null && !stranger.exchangeUnderWay) {
            start(stranger, due, now);
        }
        Source neighbour = neighbours.first();
        while (neighbour != null && neighbour.exchangeUnderWay && neighbour.heardAt + round <= now) {
            neighbour = neighbour.neighbourAfter;
        }
        if (neighbour != null && neighbour.heardAt + round <= now) {
            start(neighbour, due, now);
        }
        if (!due.isEmpty()) {
            long gap = Math.max(
                    (long) Math.min(ROUND_MAX, nanosPerExchange.value()), round / Math.max(1, neighbours.size()));
            nextAt = now + Math.max(GAP_MIN, gap);
        }
        return due;
    }

    /** How many chunks come, on average, in the time that a question and its answer take; 0 while nothing is known. */
    int chunksPerExchange() {
        return nanosPerChunk.value() == 0 ? 0 : (int) (nanosPerExchange.value() / nanosPerChunk.value());
    }

    /** How many chunks come in a second, on average; 0 while nothing is known. */
    double chunksPerSecond() {
        return nanosPerChunk.value() == 0 ? 0 : 1e9 / nanosPerChunk.value();
    }

    /** How many offers to ask of a seed. */
    int offersWanted() {
        int ahead = (int) (OFFERS_AHEAD_SECONDS * chunksPerSecond());
        return Math.max(OFFERS_WANTED_MIN, Math.min(ahead, ExchangeDue.OFFERS_MAX));
    }

    /** How long an exchange takes on average; 0 while nothing is known. */
    double secondsPerExchange() {
        return nanosPerExchange.value() / 1e9;
    }

    private void start(Source source, List<Source> due, long now) {
        source.exchangeUnderWay = true;
        source.askedAt = now;
        firstAskedAt = firstAskedAt == NEVER ? now : firstAskedAt;
        underWay++;
        due.add(source);
    }

    /** Who lacks something to fetch hopes for news, but less and less: perhaps there is none. */
    private long round(boolean starving, long now) {
        double sinceChunk = lastChunkAt == NEVER ? 0 : (double) (now - lastChunkAt);
        return Math.max(ROUND_MIN, (long)
                (starving
                        ? Math.min(STARVING_ROUND_MAX, sinceChunk / STARVING_ROUNDS)
                        : Math.min(ROUND_MAX, chunksPerRound() * Math.max(nanosPerChunk.value(), sinceChunk))));
    }

    private double chunksPerRound() {
        return Math.max(CHUNKS_PER_ROUND, RUNS_PER_ROUND * RunLength.usual(chunksPerSecond()));
    }

    private @Nullable Source seedToAsk(long now) {
        List<Source> seeds = sources.seeds();
        for (int i = 0; i < seeds.size(); i++) {
            Source seed = seeds.get((nextSeed + i) % seeds.size());
            if (!seed.exchangeUnderWay && now >= seed.offersNotBefore && seed.offers.size() * 2 <= offersWanted()) {
                nextSeed = (nextSeed + i + 1) % seeds.size();
                return seed;
            }
        }
        return null;
    }
}
