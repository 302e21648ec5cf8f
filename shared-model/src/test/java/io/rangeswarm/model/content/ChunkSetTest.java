package io.rangeswarm.model.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkSetTest {

    @Test
    void chunkZeroIsTheMostSignificantBitOfTheFirstByte() {
        assertThat(ChunkSet.of(10, 0, 3, 9).bitfield()).containsExactly(0b1001_0000, 0b0100_0000);
        assertThat(ChunkSet.ofBitfield(10, new byte[] {(byte) 0b1001_0000, 0b0100_0000}))
                .isEqualTo(ChunkSet.of(10, 0, 3, 9));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 63, 64, 65, 4096, ChunkLayout.CHUNK_COUNT_MAX})
    void everySetSurvivesItsWireForm(int count) {
        SplittableRandom random = new SplittableRandom(count);
        for (int round = 0; round < 20; round++) {
            BitSet members = new BitSet();
            for (int i = 0; i < count; i++) {
                members.set(i, random.nextBoolean());
            }
            ChunkSet set = ChunkSet.copyOf(count, members);
            assertThat(ChunkSet.ofBitfield(count, set.bitfield())).isEqualTo(set);
            assertThat(set.size()).isEqualTo(members.cardinality());
            long[] words = IntStream.range(0, ChunkSet.wordCount(count))
                    .mapToLong(set::word)
                    .toArray();
            assertThat(BitSet.valueOf(words)).isEqualTo(members);
            assertThat(ChunkSet.ofWords(count, words)).isEqualTo(set);
        }
        assertThat(ChunkSet.ofBitfield(count, ChunkSet.all(count).bitfield()).isComplete())
                .isTrue();
    }

    @Test
    void rejectsBitfieldsThatDoNotFit() {
        assertThatThrownBy(() -> ChunkSet.ofBitfield(9, new byte[1])).hasMessageContaining("2 bytes, not 1");
        assertThatThrownBy(() -> ChunkSet.ofBitfield(9, new byte[3])).hasMessageContaining("2 bytes, not 3");
        assertThatThrownBy(() -> ChunkSet.ofBitfield(9, new byte[] {0, 0b0100_0000}))
                .hasMessageContaining("spare bits");
        assertThatThrownBy(() -> ChunkSet.ofBitfield(ChunkLayout.CHUNK_COUNT_MAX + 1, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rejectsWordsThatDoNotFit() {
        assertThatThrownBy(() -> ChunkSet.ofWords(9, new long[2])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ChunkSet.ofWords(9, new long[] {1L << 9}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rejectsChunksOutsideTheFile() {
        assertThatThrownBy(() -> ChunkSet.of(3, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ChunkSet.of(3, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        BitSet tooHigh = new BitSet();
        tooHigh.set(3);
        assertThatThrownBy(() -> ChunkSet.copyOf(3, tooHigh)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void theEmptyFileIsCompleteWithoutAnyChunk() {
        assertThat(ChunkSet.none(0).isComplete()).isTrue();
        assertThat(ChunkSet.none(0).bitfield()).isEmpty();
    }

    @Test
    void setAlgebraLeavesItsOperandsAlone() {
        ChunkSet low = ChunkSet.of(4, 0, 1);
        ChunkSet high = ChunkSet.of(4, 1, 2);

        assertThat(low.union(high)).isEqualTo(ChunkSet.of(4, 0, 1, 2));
        assertThat(low.minus(high)).isEqualTo(ChunkSet.of(4, 0));
        assertThat(low.with(3)).isEqualTo(ChunkSet.of(4, 0, 1, 3));
        assertThat(low).isEqualTo(ChunkSet.of(4, 0, 1));
        assertThat(low.stream()).containsExactly(0, 1);
        assertThatThrownBy(() -> low.union(ChunkSet.none(5))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void containsAllLooksAtBothEnds() {
        ChunkSet set = ChunkSet.of(6, 1, 2, 3);

        assertThat(set.containsAll(1, 3)).isTrue();
        assertThat(set.containsAll(0, 3)).isFalse();
        assertThat(set.containsAll(1, 4)).isFalse();
        assertThat(set.contains(-1)).isFalse();
        assertThat(set.contains(6)).isFalse();
    }
}
