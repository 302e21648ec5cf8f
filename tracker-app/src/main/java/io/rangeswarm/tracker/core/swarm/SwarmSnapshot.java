package io.rangeswarm.tracker.core.swarm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Those that hold something of one file, or a random part of a big swarm, as they were a moment ago. Immutable.
 *
 * @param chunkCount of the file
 * @param whole the seeds, by id
 * @param some those that hold some chunks, by id
 */
record SwarmSnapshot(int chunkCount, List<SeenSource> whole, List<SeenSource> some) {

    static SwarmSnapshot of(int chunkCount, List<Source> whole, List<Source> some) {
        return new SwarmSnapshot(chunkCount, seen(whole), seen(some));
    }

    private static List<SeenSource> seen(List<Source> sources) {
        return sources.stream()
                .sorted(Comparator.comparing(Source::peerId))
                .map(SeenSource::new)
                .toList();
    }

    boolean hasSeed(PeerId peer) {
        return whole.stream().anyMatch(seed -> seed.source().peerId().equals(peer));
    }

    int size() {
        return whole.size() + some.size();
    }

    /**
     * At most {@code limit} sources of use to the asker. When there are more, it is another random choice each time, half
     * of it seeds and half leeches while there are enough of both; and half of either from the asker's zone.
     */
    List<SeenSource> sample(int limit, Asker asker, RandomGenerator random) {
        int seedsWanted = (limit + 1) / 2;
        List<SeenSource> seeds = draw(whole, seedsWanted, asker, random);
        List<SeenSource> leeches = draw(some, limit - seeds.size(), asker, random);
        if (seeds.size() == seedsWanted && seeds.size() + leeches.size() < limit) {
            seeds = draw(whole, limit - leeches.size(), asker, random); // leeches are few, so there is room for more
        }
        List<SeenSource> sample = new ArrayList<>(seeds.size() + leeches.size());
        sample.addAll(seeds);
        sample.addAll(leeches);
        return sample;
    }

    /** At most {@code limit} of the seeds, another choice in another order each time. */
    List<Source> seeds(int limit, RandomGenerator random) {
        List<SeenSource> all = new ArrayList<>(whole);
        int count = Math.min(limit, all.size());
        for (int i = 0; i < count; i++) {
            Collections.swap(all, i, i + random.nextInt(all.size() - i));
        }
        return all.subList(0, count).stream().map(SeenSource::source).toList();
    }

    private static List<SeenSource> draw(List<SeenSource> all, int limit, Asker asker, RandomGenerator random) {
        int count = all.size();
        List<SeenSource> drawn = new ArrayList<>(Math.min(count, limit));
        if (count <= limit) {
            for (SeenSource seen : all) {
                if (seen.isUsefulTo(asker)) {
                    drawn.add(seen);
                }
            }
            return drawn;
        }
        if (limit == 0) {
            return drawn;
        }
        int start = random.nextInt(count);
        int step = stepThroughAll(count, random);
        String zone = asker.zone();
        if (zone != null) {
            drawZone(all, start, step, (limit + 1) / 2, zone, asker, drawn);
        }
        int near = drawn.size();
        for (int i = 0, at = start; i < count && drawn.size() < limit; i++, at = (at + step) % count) {
            SeenSource seen = all.get(at);
            if (seen.isUsefulTo(asker) && !isAmong(seen, drawn, near)) {
                drawn.add(seen);
            }
        }
        return drawn;
    }

    private static void drawZone(
            List<SeenSource> all, int start, int step, int limit, String zone, Asker asker, List<SeenSource> drawn) {
        int at = start;
        for (int i = 0; i < all.size() && drawn.size() < limit; i++, at = (at + step) % all.size()) {
            SeenSource seen = all.get(at);
            if (zone.equals(seen.source().zone()) && seen.isUsefulTo(asker)) {
                drawn.add(seen);
            }
        }
    }

    private static boolean isAmong(SeenSource seen, List<SeenSource> drawn, int count) {
        for (int i = 0; i < count; i++) {
            if (drawn.get(i) == seen) {
                return true;
            }
        }
        return false;
    }

    /** A random step without a common divisor with the count, so that it comes by each once: no two walks go alike. */
    private static int stepThroughAll(int count, RandomGenerator random) {
        int step = 1 + random.nextInt(count - 1);
        while (commonDivisor(step, count) != 1) {
            step = step % (count - 1) + 1;
        }
        return step;
    }

    private static int commonDivisor(int a, int b) {
        return b == 0 ? a : commonDivisor(b, a % b);
    }
}
