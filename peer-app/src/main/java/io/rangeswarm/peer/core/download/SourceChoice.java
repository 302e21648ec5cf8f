package io.rangeswarm.peer.core.download;

import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which source to ask next: of a few that are drawn at random the one with the least expected finish. The best of all
 * would be everybody's best at once; the better of two or three is nearly as good and spreads the load (Mitzenmacher:
 * "The Power of Two Choices in Randomized Load Balancing", 2001).
 */
final class SourceChoice {

    static final int OFFERED_UNDER_WAY_MAX = 2;
    static final int UNDER_WAY_MAX = 6;

    private static final int DRAWS = 4;

    /** Where there are so few all are compared. */
    private static final int FEW = 8;

    /**
     * A seed counts as so many times slower than it is: its uplink is what everybody else needs, while a leech can
     * send only what it has.
     */
    private static final double SEED_RELUCTANCE = 3;

    private final int chunkSize;
    private final RandomGenerator random;

    SourceChoice(int chunkSize, RandomGenerator random) {
        this.chunkSize = chunkSize;
        this.random = random;
    }

    /** @param alone whether there is nobody else who needs the seeds */
    @Nullable
    Source cheapest(List<Source> useful, boolean alone, Instant now) {
        int count = useful.size();
        if (count > FEW) {
            Source drawn = best(useful, random.nextInt(count), DRAWS, alone, now);
            if (drawn != null) {
                return drawn;
            }
        }
        return count == 0 ? null : best(useful, random.nextInt(count), count, alone, now);
    }

    /**
     * A seed that has made no offer, although it does so, may be asked by who has nothing else to do, when little is
     * asked of it: what it sends then costs nobody anything.
     */
    @Nullable
    Source idleSeed(List<Source> seeds, Instant now) {
        for (Source seed : seeds) {
            boolean idle = seed.queuedBytes >= 0 && seed.queuedBytes < chunkSize;
            if (idle && seed.health.inFlight() == 0 && seed.health.canBeAsked(now)) {
                return seed;
            }
        }
        return null;
    }

    private @Nullable Source best(List<Source> useful, int start, int draws, boolean alone, Instant now) {
        Source best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int draw = 0; draw < draws; draw++) {
            Source source = useful.get(
                    draws == useful.size()
                            ? (start + draw) % draws
                            : draw == 0 ? start : random.nextInt(useful.size()));
            if (mayBeAsked(source, alone, now)) {
                double cost = cost(source);
                if (cost < least) {
                    least = cost;
                    best = source;
                }
            }
        }
        return best;
    }

    private static final int PER_LEECH_MAX = 2;

    private boolean mayBeAsked(Source source, boolean alone, Instant now) {
        if (!source.health.canBeAsked(now)) {
            return false;
        }
        if (source.isSeed()) {
            return source.exchanging == Source.Exchanging.YES ? alone : !source.givesOffers();
        }
        return source.health.inFlight() < PER_LEECH_MAX;
    }

    /** Expected seconds, seeds weighted; a source not yet tried goes first, so that its speed becomes known. */
    private double cost(Source source) {
        double expected = source.health.expectedSeconds(chunkSize);
        double weighted = source.isSeed() ? expected * SEED_RELUCTANCE + 1e-9 : expected;
        return weighted * (1 + random.nextDouble() * 0.1);
    }
}
