package io.rangeswarm.peer.core.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ChunkSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChunkOffersTest {

    private static final int CHUNKS = 100;
    private static final ChunkSet NONE = ChunkSet.none(CHUNKS);
    private static final ChunkSet ALL = ChunkSet.all(CHUNKS);

    private long queuedBytes;
    private final ChunkOffers offers = new ChunkOffers(CHUNKS, new Random(3), () -> queuedBytes);
    private Instant now = Instant.EPOCH;

    private List<Integer> offer(String asker, ChunkSet held, int most) {
        return offers.offer(asker, held, ALL.minus(held), most, now);
    }

    @Test
    void offersEachChunkOnceBeforeAnyTwice() {
        ChunkSet heldByA = NONE;
        ChunkSet heldByB = NONE;
        Set<Integer> offered = new HashSet<>();
        List<Integer> all = new ArrayList<>();
        while (all.size() < CHUNKS) {
            List<Integer> toA = offer("a", heldByA, 3);
            List<Integer> toB = offer("b", heldByB, 3);
            all.addAll(toA);
            all.addAll(toB);
            heldByA = heldByA.with(ints(toA));
            heldByB = heldByB.with(ints(toB));
            now = now.plusMillis(300);
        }
        offered.addAll(all.subList(0, CHUNKS));
        assertThat(offered).hasSize(CHUNKS);
    }

    @Test
    void offersNothingButWhatIsLacked() {
        assertThat(offers.offer("a", NONE, ChunkSet.of(CHUNKS, 5, 70), 10, now)).containsExactlyInAnyOrder(5, 70);
        assertThat(offers.offer("b", NONE, NONE, 10, now)).isEmpty();
        assertThat(offers.offer("b", NONE, ALL, 0, now)).isEmpty();
    }

    @Test
    void seesThatAnOfferIsTakenHoweverManyAskInBetween() {
        List<List<Integer>> taken = new ArrayList<>();
        for (int asker = 0; asker < 3000; asker++) {
            List<Integer> to = offer("asker" + asker, NONE, 1);
            if (!to.isEmpty()) {
                taken.add(to);
            }
        }
        int open = taken.size();
        assertThat(open).isBetween(1, CHUNKS - 1); // the rest ask in vain until something is taken
        for (int asker = 0; asker < open; asker++) {
            offer("asker" + asker, NONE.with(ints(taken.get(asker))), 0);
        }
        assertThat(offer("somebody", NONE, 1)).isNotEmpty();
    }

    @Test
    void whoAsksAloneIsOfferedChunksInTheFilesOrder() {
        assertThat(offer("a", NONE, 5)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void whoAsksBesideOthersIsOfferedNeighbours() {
        offer("a", NONE, 3);

        List<Integer> toB = offer("b", NONE, 3);

        assertThat(toB).hasSize(3);
        assertThat(toB).containsExactly(toB.get(0), toB.get(0) + 1, toB.get(0) + 2);
    }

    @Test
    void anOpenOfferIsRepeatedUntilItIsTaken() {
        List<Integer> first = offer("a", NONE, 2);
        assertThat(offer("a", NONE, 2)).isEqualTo(first);

        List<Integer> next = offer("a", NONE.with(first.get(0)), 2);

        assertThat(next).hasSize(2).contains(first.get(1)).doesNotContain(first.get(0));
    }

    @Test
    void whatIsUnderWayIsNeitherRepeatedNorOfferedToOthers() {
        List<Integer> taken = offers.offer("a", NONE, ChunkSet.of(CHUNKS, 7), 1, now);
        assertThat(taken).containsExactly(7);

        assertThat(offers.offer("a", NONE, ALL.minus(ChunkSet.of(CHUNKS, 7)), 3, now))
                .doesNotContain(7);
        assertThat(offer("b", NONE, 10)).doesNotContain(7);
    }

    @Test
    void whatWasNotTakenIsOfferedAnew() {
        offers.offer("gone", NONE, ChunkSet.of(CHUNKS, 7), 1, now);
        assertThat(offers.offer("b", NONE, ChunkSet.of(CHUNKS, 7, 8), 1, now)).containsExactly(8);

        now = now.plusSeconds(11);

        assertThat(offers.offer("c", NONE, ChunkSet.of(CHUNKS, 7, 8), 2, now)).contains(7);
    }

    @Test
    void offersNothingAgainWhileTheFirstCopiesAreOnTheirWayAndTheQueueIsLong() {
        ChunkSet wanted = ChunkSet.of(CHUNKS, 1, 2, 3, 4, 5, 6);
        queuedBytes = 6 << 20;
        assertThat(offers.offer("a", NONE, wanted, 6, now)).hasSize(6);
        now = now.plusSeconds(2);

        assertThat(offers.offer("b", NONE, wanted, 6, now)).isEmpty();
        queuedBytes = 1 << 20;
        assertThat(offers.offer("b", NONE, wanted, 6, now)).hasSize(6);
    }

    @Test
    void offersNothingAgainWhileItMayBeOnItsWayToAnother() {
        ChunkSet wanted = ChunkSet.of(CHUNKS, 1, 2);
        assertThat(offers.offer("a", NONE, wanted, 2, now)).hasSize(2);
        now = now.plusMillis(1999);
        assertThat(offers.offer("b", NONE, wanted, 2, now)).isEmpty();

        now = now.plusMillis(1);
        assertThat(offers.offer("b", NONE, wanted, 1, now)).hasSize(1);
        assertThat(offers.offer("c", NONE, wanted, 2, now)).hasSize(1); // of the other
        assertThat(offers.offer("d", NONE, wanted, 2, now)).isEmpty();
    }

    @Test
    void offersWhatOneHasTakenToOthersAtOnce() {
        ChunkSet wanted = ChunkSet.of(CHUNKS, 1);
        offers.offer("a", NONE, wanted, 1, now);
        offers.offer("a", wanted, NONE, 0, now);

        assertThat(offers.offer("b", NONE, wanted, 1, now)).containsExactly(1);
    }

    @Test
    void offersAFewAgainWhenNearlyEveryFirstCopyHasArrived() {
        ChunkSet wanted = ChunkSet.of(CHUNKS, 1, 2, 3, 4, 5, 6);
        queuedBytes = 6 << 20;
        offers.offer("a", NONE, wanted, 6, now);
        offers.offer("a", ChunkSet.of(CHUNKS, 1, 2, 3, 4), NONE, 0, now); // 5 and 6 are on their way

        assertThat(offers.offer("b", NONE, wanted, 6, now)).hasSize(2).doesNotContain(5, 6);
    }

    @Test
    void keepsFewOffersOpenAndSharesThemOut() {
        int open = 0;
        for (int asker = 0; asker < 50; asker++) {
            List<Integer> made = offer("asker " + asker, NONE, 10);
            open += made.size();
        }
        assertThat(open).isBetween(10, 40);
    }

    @Test
    void opensMoreWhereTheyAreTakenQuickly() {
        ChunkOffers many = new ChunkOffers(4096, new Random(3), () -> 0);
        ChunkSet held = ChunkSet.none(4096);
        int most = 0;
        for (int step = 0; step < 60; step++) {
            List<Integer> made = many.offer("a", held, ChunkSet.all(4096).minus(held), 64, now);
            most = Math.max(most, made.size());
            held = held.with(ints(made));
            now = now.plusMillis(100);
        }
        assertThat(most).isEqualTo(64);
    }

    private static int[] ints(List<Integer> indexes) {
        return indexes.stream().mapToInt(Integer::intValue).toArray();
    }
}
