package io.rangeswarm.model.content;

/**
 * How a file of a given length is cut into chunks. ALL chunk arithmetic lives here. The chunk size follows from the
 * length alone, so that two machines that share the same bytes always name them alike and form one swarm.
 *
 * @param length of the file in bytes, 0 to {@link #LENGTH_MAX}
 */
public record ChunkLayout(long length) {

    /** The smallest chunk size: 1 MiB, in bytes. */
    public static final int CHUNK_SIZE_MIN = 1 << 20;

    /** The largest chunk size: 16 MiB, in bytes. */
    public static final int CHUNK_SIZE_MAX = 16 << 20;

    /** The chunk size doubles, while it may, so that a file has no more chunks than this. */
    public static final int CHUNK_COUNT_TARGET = 4096;

    /** The most chunks that any file has; bounds every bitfield (8 KiB) and manifest (2 MiB). */
    public static final int CHUNK_COUNT_MAX = 65_536;

    /** The longest file: 1 TiB, in bytes. */
    public static final long LENGTH_MAX = (long) CHUNK_COUNT_MAX * CHUNK_SIZE_MAX;

    /** @throws IllegalArgumentException when the length is negative or over {@link #LENGTH_MAX} */
    public ChunkLayout {
        if (length < 0 || length > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a file's length must be 0 to " + LENGTH_MAX + " bytes (1 TiB), not " + length);
        }
    }

    /** The layout of a file of {@code length} bytes. @throws IllegalArgumentException unless that gives this chunk size */
    public static ChunkLayout of(long length, long chunkSize) {
        ChunkLayout layout = new ChunkLayout(length);
        if (chunkSize != layout.chunkSize()) {
            throw new IllegalArgumentException(
                    "a file of " + length + " bytes has a chunk size of " + layout.chunkSize() + ", not " + chunkSize);
        }
        return layout;
    }

    /** Size of every chunk but the last, in bytes: a power of two, 1 MiB to 16 MiB. */
    public int chunkSize() {
        int size = CHUNK_SIZE_MIN;
        while (size < CHUNK_SIZE_MAX && ceilDiv(length, size) > CHUNK_COUNT_TARGET) {
            size <<= 1;
        }
        return size;
    }

    /** Count of chunks, 0 (for the empty file) to {@link #CHUNK_COUNT_MAX}. */
    public int chunkCount() {
        return (int) ceilDiv(length, chunkSize());
    }

    /** The bytes of chunk {@code index}. @throws IndexOutOfBoundsException when there is no such chunk */
    public ByteRange rangeOf(int index) {
        long start = startOf(index);
        return new ByteRange(start, Math.min(length, start + chunkSize()));
    }

    /** Length of chunk {@code index} in bytes, at least 1. @throws IndexOutOfBoundsException when there is none */
    public int lengthOf(int index) {
        return (int) rangeOf(index).length();
    }

    /** Length of all these chunks together, in bytes. */
    public long lengthOf(ChunkSet chunks) {
        int last = chunkCount() - 1;
        long full = (long) chunks.size() * chunkSize();
        return last >= 0 && chunks.contains(last) ? full - chunkSize() + lengthOf(last) : full;
    }

    /** The chunk that has the byte at {@code offset}. @throws IndexOutOfBoundsException when it is past the end */
    public int indexAt(long offset) {
        if (offset < 0 || offset >= length) {
            throw new IndexOutOfBoundsException("no byte " + offset + " in a file of " + length);
        }
        return (int) (offset / chunkSize());
    }

    /** Whether the range is exactly one chunk. */
    public boolean isExactlyOneChunk(ByteRange range) {
        return !range.isEmpty() && range.end() <= length && range.equals(rangeOf(indexAt(range.start())));
    }

    private long startOf(int index) {
        int count = chunkCount();
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("no chunk " + index + " in a file of " + count + " chunks");
        }
        return (long) index * chunkSize();
    }

    private static long ceilDiv(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
