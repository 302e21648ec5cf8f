package io.rangeswarm.peer.core.offer;

import io.rangeswarm.model.content.ChunkSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Which chunks of one file, all of which this peer holds, it would like whom to take: each chunk once before any twice,
 * so that what it sends is what the swarm lacks. Askers follow it of their own free will. An offer is open until its
 * asker does not lack the chunk any more, which is taken to mean that it fetches it from here; one that stays open too
 * long, because its asker is slow or gone, is made anew. Guarded by this.
 */
public final class ChunkOffers {

    private static final Duration OPEN_LONGEST = Duration.ofSeconds(5);
    private static final int OPEN_MAX = 4096;

    private record Open(String asker, int index, Instant since) {}

    private final int[] times;
    private final RandomGenerator random;
    private final Map<String, Map<Integer, Open>> openByAsker = new HashMap<>();
    private final ArrayDeque<Open> oldestFirst = new ArrayDeque<>();

    /** @param count of the file's chunks */
    public ChunkOffers(int count, RandomGenerator random) {
        this.times = new int[count];
        this.random = random;
    }

    /**
     * The chunks that the asker should take, the least offered first: those offered to it before which it still lacks,
     * then new ones.
     *
     * @param asker tells askers apart
     * @param lacks the chunks that it would take: neither held nor under way, nor known to be held by another
     * @param most how many it wants in all, at least 0
     */
    public synchronized List<Integer> offer(String asker, ChunkSet lacks, int most, Instant now) {
        withdrawOpenSince(now.minus(OPEN_LONGEST));
        Map<Integer, Open> open = openByAsker.computeIfAbsent(asker, unknown -> new LinkedHashMap<>());
        open.keySet().removeIf(index -> !lacks.contains(index));
        List<Integer> offers = new ArrayList<>(open.keySet());
        for (int index : leastOffered(lacks, open, most - offers.size())) {
            Open made = new Open(asker, index, now);
            open.put(index, made);
            oldestFirst.addLast(made);
            times[index]++;
            offers.add(index);
        }
        if (open.isEmpty()) {
            openByAsker.remove(asker);
        }
        return offers.subList(0, Math.min(most, offers.size()));
    }

    /** Notes that a chunk was sent whole to the asker, whether it had been offered or not. */
    public synchronized void sent(String asker, int index, Instant now) {
        Map<Integer, Open> open = openByAsker.getOrDefault(asker, Map.of());
        if (open.remove(index) == null) {
            times[index]++;
        }
    }

    private List<Integer> leastOffered(ChunkSet lacks, Map<Integer, Open> open, int most) {
        record Candidate(int index, long key) {}
        int room = Math.min(most, OPEN_MAX - oldestFirst.size());
        return room <= 0
                ? List.of()
                : lacks.stream()
                        .filter(index -> !open.containsKey(index))
                        .mapToObj(index -> new Candidate(index, ((long) times[index] << 32) | random.nextInt(1 << 30)))
                        .sorted(Comparator.comparingLong(Candidate::key))
                        .limit(room)
                        .map(Candidate::index)
                        .toList();
    }

    private void withdrawOpenSince(Instant horizon) {
        while (!oldestFirst.isEmpty() && oldestFirst.getFirst().since().isBefore(horizon)) {
            Open old = oldestFirst.removeFirst();
            Map<Integer, Open> open = openByAsker.getOrDefault(old.asker(), Map.of());
            if (old.equals(open.get(old.index()))) {
                open.remove(old.index());
                times[old.index()]--;
                if (open.isEmpty()) {
                    openByAsker.remove(old.asker());
                }
            }
        }
    }
}
