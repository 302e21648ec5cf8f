package io.rangeswarm.model.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkLayoutTest {

    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        "0,                 1048576,      0",
        "1,                 1048576,      1",
        "1048576,           1048576,      1",
        "1048577,           1048576,      2",
        "4294967296,        1048576,   4096",
        "4294967297,        2097152,   2049",
        "8589934592,        2097152,   4096",
        "8589934593,        4194304,   2049",
        "68719476736,      16777216,   4096",
        "68719476737,      16777216,   4097",
        "1099511627776,    16777216,  65536",
    })
    void chunkSizeAndCountFollowFromTheLengthAlone(long length, int chunkSize, int chunkCount) {
        ChunkLayout layout = new ChunkLayout(length);

        assertThat(layout.chunkSize()).isEqualTo(chunkSize);
        assertThat(layout.chunkCount()).isEqualTo(chunkCount);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, ChunkLayout.LENGTH_MAX + 1, Long.MAX_VALUE})
    void rejectsLengthsThatNoFileHas(long length) {
        assertThatThrownBy(() -> new ChunkLayout(length))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Long.toString(length));
    }

    @Test
    void rejectsAChunkSizeThatDoesNotFollowFromTheLength() {
        assertThatThrownBy(() -> ChunkLayout.of(10, 2 * MIB))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1048576, not 2097152");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1 << 20, (1 << 20) + 1, 5_000_000, (1L << 32) + 12_345, ChunkLayout.LENGTH_MAX})
    void chunksCoverTheFileWithoutGapOrOverlap(long length) {
        ChunkLayout layout = new ChunkLayout(length);
        long end = 0;
        for (int index = 0; index < layout.chunkCount(); index++) {
            ByteRange range = layout.rangeOf(index);
            assertThat(range.start()).isEqualTo(end);
            assertThat(range.length()).isEqualTo(layout.lengthOf(index)).isPositive();
            assertThat(layout.isExactlyOneChunk(range)).isTrue();
            end = range.end();
        }
        assertThat(end).isEqualTo(length);
    }

    @Test
    void everyByteIsInTheChunkItsOffsetNames() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 10_000; i++) {
            ChunkLayout layout = new ChunkLayout(random.nextLong(1, ChunkLayout.LENGTH_MAX + 1));
            long offset = random.nextLong(layout.length());
            ByteRange range = layout.rangeOf(layout.indexAt(offset));
            assertThat(offset).isBetween(range.start(), range.end() - 1);
        }
    }

    @Test
    void countsTheBytesOfASetOfChunks() {
        ChunkLayout layout = new ChunkLayout(2 * MIB + 1);

        assertThat(layout.lengthOf(ChunkSet.none(3))).isZero();
        assertThat(layout.lengthOf(ChunkSet.of(3, 0))).isEqualTo(MIB);
        assertThat(layout.lengthOf(ChunkSet.of(3, 1, 2))).isEqualTo(MIB + 1);
        assertThat(layout.lengthOf(ChunkSet.all(3))).isEqualTo(layout.length());
        assertThat(new ChunkLayout(0).lengthOf(ChunkSet.all(0))).isZero();
    }

    @Test
    void rejectsChunksAndBytesOutsideTheFile() {
        ChunkLayout layout = new ChunkLayout(MIB + 1);

        assertThatThrownBy(() -> layout.rangeOf(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> layout.rangeOf(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> layout.indexAt(MIB + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new ChunkLayout(0).rangeOf(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aRangeThatIsNotExactlyOneChunkIsNotTakenForOne() {
        ChunkLayout layout = new ChunkLayout(MIB + 1);

        assertThat(layout.isExactlyOneChunk(new ByteRange(0, MIB))).isTrue();
        assertThat(layout.isExactlyOneChunk(new ByteRange(MIB, MIB + 1))).isTrue();
        assertThat(layout.isExactlyOneChunk(new ByteRange(0, MIB + 1))).isFalse();
        assertThat(layout.isExactlyOneChunk(new ByteRange(1, MIB))).isFalse();
        assertThat(layout.isExactlyOneChunk(new ByteRange(0, 0))).isFalse();
        assertThat(layout.isExactlyOneChunk(new ByteRange(MIB, 2 * MIB))).isFalse();
    }
}
