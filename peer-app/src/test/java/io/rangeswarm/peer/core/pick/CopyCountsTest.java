package io.rangeswarm.peer.core.pick;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyCountsTest {

    private static final int CHUNKS = 150;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countsAsOneNumberForEachChunkWould(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CopyCounts counts = new CopyCounts(CHUNKS);
        int[] expected = new int[CHUNKS];
        for (int step = 0; step < 3000; step++) {
            int w = random.nextInt(3);
            long members = random.nextLong() & (w < 2 ? -1L : (1L << (CHUNKS - 128)) - 1);
            boolean more = random.nextInt(5) > 0;
            for (long left = members; left != 0; left &= left - 1) {
                int index = (w << 6) + Long.numberOfTrailingZeros(left);
                expected[index] = Math.max(0, Math.min(CopyCounts.MAX, expected[index] + (more ? 1 : -1)));
            }
            if (more) {
                counts.add(w, members);
            } else {
                counts.remove(w, members);
            }
        }
        int[] counted = new int[CHUNKS];
        Arrays.setAll(counted, counts::of);
        assertThat(counted).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void aCountStopsAtItsBounds() {
        CopyCounts counts = new CopyCounts(CHUNKS);
        for (int copy = 0; copy < CopyCounts.MAX + 10; copy++) {
            counts.add(1, 1L << 3);
        }
        counts.remove(1, 1L << 4);

        assertThat(counts.of(67)).isEqualTo(CopyCounts.MAX);
        assertThat(counts.of(68)).isZero();
        assertThat(counts.any(1)).isEqualTo(1L << 3);
    }

    @Test
    void findsTheLeastCountAmongSomeAndWhoHasIt() {
        CopyCounts counts = new CopyCounts(CHUNKS);
        counts.add(0, 0b1111);
        counts.add(0, 0b0111);
        counts.add(0, 0b0001);

        assertThat(counts.least(0, 0b0111, 100)).isEqualTo(2);
        assertThat(counts.with(2, 0, 0b0111)).isEqualTo(0b0110);
        assertThat(counts.least(0, 0b10001, 100)).isZero();
        assertThat(counts.least(0, 0b0001, 2)).isGreaterThanOrEqualTo(2);
    }
}
