package io.rangeswarm.peer.core.offer;

import io.rangeswarm.model.content.ChunkSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Which chunks of one file, all of which this peer holds, it would like whom to take: each chunk once before any
 * twice, so that what it sends is what the swarm lacks. Askers follow it of their own free will. An offer is open
 * until its asker holds the chunk; one that stays open too long, because its asker is slow or gone, is withdrawn. No
 * more are open than what is taken in about a second, so that neither those who take nor the queue of uploads hoard
 * what others could have had sooner. While that queue is not short hardly any chunk is offered again: the first
 * copies, still on their way, would come later for it. And none is while it may be on its way to another, who will
 * pass it on. Guarded by this.
 */
public final class ChunkOffers {

    private static final Duration OPEN_LONGEST = Duration.ofSeconds(10);

    /**
     * Where nobody is slow, what was offered is taken, sent, verified and spoken of within so long. After that it may be
     * offered to another too.
     */
    private static final Duration ON_ITS_WAY_LONGEST = Duration.ofSeconds(2);

    /** Nobody has seen an asker that said nothing for so long. */
    private static final Duration ASKER_REMEMBERED = Duration.ofSeconds(10);

    private static final int OPEN_MIN = 24;
    private static final int OPEN_MAX = 4096;
    private static final int ASKERS_MAX = 1000;

    /** A chunk is offered again while fewer offers are open in all: nearly every first copy has arrived... */
    private static final int OPEN_WHEN_AGAIN = 4;

    /** ...or while less than so many bytes wait to be sent: the uplink would soon stand still. */
    private static final long SHORT_QUEUE_BYTES = 2 << 20;

    private static final class Asker {
        private final Map<Integer, Instant> open = new LinkedHashMap<>();
        private Instant lastAsked = Instant.MIN;
        private int latest = -1; // the chunk offered to it last
    }

    private record Open(Asker asker, int index, Instant since) {}

    private final int count;
    private final RandomGenerator random;
    private final LongSupplier queuedBytes;
    private final List<long[]> byTimes = new ArrayList<>(); // the chunks offered 0, 1, 2 … times
    private final int[] times;
    private final Map<String, Asker> askers = new LinkedHashMap<>(16, 0.75f, true);
    private final ArrayDeque<Open> oldestFirst = new ArrayDeque<>();
    private final Map<Integer, Instant> newestOpen = new HashMap<>(); // by chunk, when it was offered last
    private int openCount;
    private Instant secondStarted = Instant.MIN;
    private int takenThisSecond;
    private int openMax = OPEN_MIN;

    /**
     * Offers nothing yet.
     *
     * @param count of the file's chunks
     * @param queuedBytes what the uploads have yet to send, in bytes; asked while this is locked
     */
    public ChunkOffers(int count, RandomGenerator random, LongSupplier queuedBytes) {
        this.count = count;
        this.random = random;
        this.queuedBytes = queuedBytes;
        this.times = new int[count];
        for (int index = 0; index < count; index++) {
            offeredSoOften(0)[index >> 6] |= 1L << index;
        }
    }

    /**
     * The chunks that the asker should take: those offered to it before which it still lacks, then new ones, the least
     * offered first.
     *
     * @param asker tells askers apart
     * @param held what the asker holds
     * @param lacks the chunks that it would take: neither held nor under way, nor known to be held by another
     * @param most how many it wants in all, at least 0
     */
    public synchronized List<Integer> offer(String asker, ChunkSet held, ChunkSet lacks, int most, Instant now) {
        withdrawOpenSince(now.minus(OPEN_LONGEST));
        Asker known = askers.computeIfAbsent(asker, unknown -> new Asker());
        known.lastAsked = now;
        forgetAskers(now);
        List<Integer> offers = new ArrayList<>();
        for (var open = known.open.entrySet().iterator(); open.hasNext(); ) {
            var offered = open.next();
            int index = offered.getKey();
            if (held.contains(index)) {
                newestOpen.remove(index, offered.getValue());
                open.remove();
                openCount--;
                taken(now);
            } else if (lacks.contains(index)) {
                offers.add(index);
            }
        }
        while (offers.size() < most && openCount < openMax && known.open.size() < shareOfOne()) {
            int index = next(lacks, known, now);
            if (index < 0 || (times[index] > 0 && !canOfferAgain())) {
                break;
            }
            known.latest = index;
            known.open.put(index, now);
            openCount++;
            newestOpen.put(index, now);
            oldestFirst.addLast(new Open(known, index, now));
            offeredAgain(index, 1);
            offers.add(index);
        }
        return offers.size() <= most ? offers : offers.subList(0, most);
    }

    private boolean canOfferAgain() {
        return openCount < OPEN_WHEN_AGAIN || queuedBytes.getAsLong() < SHORT_QUEUE_BYTES;
    }

    /** Somebody who asks alone may have all, in the file's order; where many ask each gets a part. */
    private int shareOfOne() {
        return Math.max(1, openMax / askers.size());
    }

    private void taken(Instant now) {
        takenThisSecond++;
        if (Duration.between(secondStarted, now).compareTo(Duration.ofSeconds(1)) >= 0) {
            boolean gap = secondStarted.plusSeconds(3).isBefore(now);
            openMax = Math.max(OPEN_MIN, Math.min(OPEN_MAX, gap ? OPEN_MIN : takenThisSecond * 3 / 2));
            takenThisSecond = 0;
            secondStarted = now;
        }
    }

    private void forgetAskers(Instant now) {
        var oldest = askers.values().iterator();
        while (oldest.hasNext()) {
            Asker asker = oldest.next();
            boolean silent = asker.lastAsked.plus(ASKER_REMEMBERED).isBefore(now);
            if (!silent && askers.size() <= ASKERS_MAX) {
                return;
            }
            if (asker.open.isEmpty()) { // else nobody would see that its offers are taken, and they would stay open
                oldest.remove();
            }
        }
    }

    private void withdrawOpenSince(Instant horizon) {
        while (!oldestFirst.isEmpty() && oldestFirst.getFirst().since().isBefore(horizon)) {
            Open old = oldestFirst.removeFirst();
            if (old.asker().open.remove(old.index(), old.since())) {
                openCount--;
                newestOpen.remove(old.index(), old.since());
                offeredAgain(old.index(), -1);
            }
        }
    }

    private long[] offeredSoOften(int often) {
        while (byTimes.size() <= often) {
            byTimes.add(new long[ChunkSet.wordCount(count)]);
        }
        return byTimes.get(often);
    }

    private void offeredAgain(int index, int more) {
        offeredSoOften(times[index])[index >> 6] &= ~(1L << index);
        times[index] += more;
        offeredSoOften(times[index])[index >> 6] |= 1L << index;
    }

    /** Neighbours are taken in one request, and passed on so: the one after the latest, if it was offered less often. */
    private int next(ChunkSet lacks, Asker asker, Instant now) {
        int after = asker.latest + 1;
        boolean follows = asker.latest >= 0
                && after < count
                && times[after] < times[asker.latest]
                && lacks.contains(after)
                && mayBeOffered(after, asker, now);
        return follows ? after : leastOffered(lacks, asker, now);
    }

    private boolean mayBeOffered(int index, Asker asker, Instant now) {
        Instant since = newestOpen.get(index);
        boolean isOnItsWay = since != null && since.plus(ON_ITS_WAY_LONGEST).isAfter(now);
        return !isOnItsWay && !asker.open.containsKey(index);
    }

    private int leastOffered(ChunkSet lacks, Asker asker, Instant now) {
        for (long[] chunks : byTimes) {
            int start = askers.size() == 1 ? 0 : random.nextInt(Math.max(1, chunks.length));
            for (int i = 0; i < chunks.length; i++) {
                int w = (start + i) % chunks.length;
                long common = chunks[w] & lacks.word(w);
                for (int tries = Long.bitCount(common); tries > 0; tries--) {
                    int index = (w << 6) + nth(common, askers.size() == 1 ? 0 : random.nextInt(tries));
                    if (mayBeOffered(index, asker, now)) {
                        return index;
                    }
                    common &= ~(1L << index);
                }
            }
        }
        return -1;
    }

    private static int nth(long word, int n) {
        for (int skip = n; skip > 0; skip--) {
            word &= word - 1;
        }
        return Long.numberOfTrailingZeros(word);
    }
}
