package io.rangeswarm.peer.core.pick;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RarestFirstTest {

    @Test
    void picksTheRarestChunkFirst() {
        RarestFirst picker = new RarestFirst(4, new Random(1));
        hears(picker, 0, 0, 0, 1, 1, 2);

        assertThat(pickAll(picker, all(4))).containsExactly(3, 2, 1, 0);
    }

    @Test
    void aCopyThatIsGoneCountsNoMore() {
        RarestFirst picker = new RarestFirst(3, new Random(1));
        hears(picker, 0, 0, 1, 2, 2, 2);
        picker.removeCopy(2);
        picker.removeCopy(2);
        picker.removeCopy(2);

        assertThat(pickAll(picker, all(3))).containsExactly(2, 1, 0);
    }

    @Test
    void beyondManyCopiesChunksAreEquallyCommonAndStillPicked() {
        RarestFirst picker = new RarestFirst(2, new Random(1));
        for (int copy = 0; copy < 200; copy++) {
            picker.addCopy(0);
            picker.addCopy(1);
        }
        assertThat(pickAll(picker, all(2))).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void picksOnlyWhatTheSourceHasAndIsOpen() {
        RarestFirst picker = new RarestFirst(4, new Random(1));

        assertThat(picker.pick(of(4, 2))).hasValue(2);
        picker.close(2);
        assertThat(picker.pick(of(4, 2))).isEmpty();
        picker.reopen(2);
        assertThat(picker.pick(of(4, 2))).hasValue(2);
        assertThat(picker.pick(of(4))).isEmpty();
    }

    @Test
    void neverPicksWhatIsClosedNotEvenAfterNews() {
        RarestFirst picker = new RarestFirst(3, new Random(1));
        picker.close(1);
        hears(picker, 1, 0, 1, 2);
        picker.removeCopy(1);

        assertThat(pickAll(picker, all(3))).containsExactlyInAnyOrder(0, 2);
        assertThat(picker.pick(all(3))).isEmpty();
    }

    @Test
    void aChunkComesBackAsRareAsItHasBecome() {
        RarestFirst picker = new RarestFirst(2, new Random(1));
        picker.close(0);
        hears(picker, 0, 0, 1);
        picker.reopen(0);

        assertThat(pickAll(picker, all(2))).containsExactly(1, 0);
    }

    @Test
    void goesInTheFilesOrderWhenAskedTo() {
        RarestFirst picker = new RarestFirst(200, new Random(1));
        hears(picker, 3, 3, 3);
        picker.close(0);

        assertThat(picker.pickInOrder(of(200, 0, 3, 199))).hasValue(3);
        picker.close(3);
        assertThat(picker.pickInOrder(of(200, 0, 3, 199))).hasValue(199);
        assertThat(picker.pickInOrder(of(200, 0, 3))).isEmpty();
    }

    @Test
    void picksOfAFileWithoutChunksNothing() {
        RarestFirst picker = new RarestFirst(0, new Random(1));

        assertThat(picker.pick(all(0))).isEmpty();
        assertThat(picker.pickInOrder(all(0))).isEmpty();
    }

    @Test
    void peersWithDifferentSeedsChooseDifferentOrders() {
        int chunks = 100;
        Set<List<Integer>> orders = new HashSet<>();
        int[] firstPicks = new int[chunks];
        for (int seed = 0; seed < 2000; seed++) {
            RarestFirst picker = new RarestFirst(chunks, new SplittableRandom(seed));
            List<Integer> order = pickAll(picker, all(chunks));
            orders.add(order);
            firstPicks[order.get(0)]++;
        }
        assertThat(orders).hasSize(2000);
        // 20 of 2000 expected for each; 60 would be nine standard deviations off
        assertThat(Arrays.stream(firstPicks).max().getAsInt()).isLessThan(60);
    }

    @Test
    void goesThroughTheLargestFile() {
        int chunks = ChunkLayout.CHUNK_COUNT_MAX;
        RarestFirst picker = new RarestFirst(chunks, new Random(1));
        picker.addCopy(7);

        List<Integer> order = pickAll(picker, all(chunks));

        assertThat(order).hasSize(chunks).doesNotHaveDuplicates().endsWith(7);
    }

    private static void hears(RarestFirst picker, int... copies) {
        for (int index : copies) {
            picker.addCopy(index);
        }
    }

    private static ChunkBits all(int count) {
        ChunkBits bits = new ChunkBits(count);
        bits.addAll(ChunkSet.all(count), (w, fresh) -> {});
        return bits;
    }

    private static ChunkBits of(int count, int... indexes) {
        ChunkBits bits = new ChunkBits(count);
        for (int index : indexes) {
            bits.add(index);
        }
        return bits;
    }

    private static List<Integer> pickAll(RarestFirst picker, ChunkBits source) {
        List<Integer> picked = new ArrayList<>();
        for (OptionalInt next = picker.pick(source); next.isPresent(); next = picker.pick(source)) {
            picker.close(next.getAsInt());
            picked.add(next.getAsInt());
        }
        return picked;
    }
}
