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
        picker.observe(List.of(ChunkSet.all(4), ChunkSet.of(4, 0, 1, 2), ChunkSet.of(4, 0, 2), ChunkSet.of(4, 0)));

        assertThat(pickAll(picker, ChunkSet.all(4))).containsExactly(3, 1, 2, 0);
    }

    @Test
    void picksOnlyWhatTheSourceHasAndNobodyIsFetching() {
        RarestFirst picker = new RarestFirst(4, new Random(1));
        picker.observe(List.of(ChunkSet.all(4)));

        assertThat(picker.pick(ChunkSet.of(4, 2), index -> true)).hasValue(2);
        assertThat(picker.pick(ChunkSet.of(4, 2), index -> index != 2)).isEmpty();
        assertThat(picker.pick(ChunkSet.none(4), index -> true)).isEmpty();
    }

    @Test
    void neverPicksWhatIsDoneNotEvenAfterNews() {
        RarestFirst picker = new RarestFirst(3, new Random(1));
        picker.done(1);
        picker.observe(List.of(ChunkSet.of(3, 1), ChunkSet.of(3, 0, 1, 2)));

        assertThat(pickAll(picker, ChunkSet.all(3))).containsExactlyInAnyOrder(0, 2);
        assertThat(picker.pick(ChunkSet.all(3), index -> true)).isEmpty();
    }

    @Test
    void picksOfAFileWithoutChunksNothing() {
        RarestFirst picker = new RarestFirst(0, new Random(1));
        picker.observe(List.of(ChunkSet.all(0)));

        assertThat(picker.pick(ChunkSet.all(0), index -> true)).isEmpty();
    }

    @Test
    void peersWithDifferentSeedsChooseDifferentOrders() {
        int chunks = 100;
        Set<List<Integer>> orders = new HashSet<>();
        int[] firstPicks = new int[chunks];
        for (int seed = 0; seed < 2000; seed++) {
            RarestFirst picker = new RarestFirst(chunks, new SplittableRandom(seed));
            picker.observe(List.of(ChunkSet.all(chunks)));
            List<Integer> order = pickAll(picker, ChunkSet.all(chunks));
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
        picker.observe(List.of(ChunkSet.all(chunks), ChunkSet.of(chunks, 7)));

        List<Integer> order = pickAll(picker, ChunkSet.all(chunks));

        assertThat(order).hasSize(chunks).doesNotHaveDuplicates().endsWith(7);
    }

    private static List<Integer> pickAll(RarestFirst picker, ChunkSet source) {
        List<Integer> picked = new ArrayList<>();
        for (OptionalInt next = picker.pick(source, index -> true);
                next.isPresent();
                next = picker.pick(source, index -> true)) {
            picker.done(next.getAsInt());
            picked.add(next.getAsInt());
        }
        return picked;
    }
}
