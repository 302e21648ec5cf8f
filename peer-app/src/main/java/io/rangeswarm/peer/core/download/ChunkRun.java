package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkLayout;
import java.util.stream.IntStream;

/**
 * Neighbouring chunks of one file that are asked for in one request.
 *
 * @param first index of the first chunk, at least 0
 * @param count of chunks, at least 1
 */
public record ChunkRun(int first, int count) {

    /** @throws IllegalArgumentException when it would be empty or begin before the file */
    public ChunkRun {
        if (first < 0 || count < 1) {
            throw new IllegalArgumentException("no run of " + count + " chunks from chunk " + first);
        }
    }

    /** The run of this one chunk. */
    public static ChunkRun of(int index) {
        return new ChunkRun(index, 1);
    }

    /** The index of the last chunk. */
    public int last() {
        return first + count - 1;
    }

    public boolean contains(int index) {
        return index >= first && index <= last();
    }

    /** The chunks' indexes, in order. */
    public IntStream indexes() {
        return IntStream.rangeClosed(first, last());
    }

    /** Count of bytes in a file of this layout. */
    public long lengthIn(ChunkLayout layout) {
        return (long) (count - 1) * layout.chunkSize() + layout.lengthOf(last());
    }

    @Override
    public String toString() {
        return count == 1 ? "chunk " + first : "chunks " + first + "-" + last();
    }
}
