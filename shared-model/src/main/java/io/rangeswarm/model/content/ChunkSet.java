package io.rangeswarm.model.content;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * An immutable set of the chunks 0 to {@code count - 1} of one file: what a peer holds, or lacks. Its wire form is the
 * <em>bitfield</em>: {@code ceil(count / 8)} bytes in which the most significant bit of the first byte is chunk 0 and
 * spare bits at the end are zero (the order BitTorrent uses, BEP 3).
 */
public final class ChunkSet {

    private final int count;
    private final long[] words;
    private final int size;

    /** Keeps the array: nobody else may write to it any more. */
    private ChunkSet(int count, long[] words) {
        this.count = count;
        this.words = words;
        int members = 0;
        for (long word : words) {
            members += Long.bitCount(word);
        }
        this.size = members;
    }

    /** No chunk of {@code count}. */
    public static ChunkSet none(int count) {
        return new ChunkSet(count, new long[wordCount(requireCount(count))]);
    }

    /** Every chunk of {@code count}. */
    public static ChunkSet all(int count) {
        long[] words = new long[wordCount(requireCount(count))];
        Arrays.fill(words, -1L);
        if ((count & 63) != 0) {
            words[words.length - 1] = (1L << (count & 63)) - 1;
        }
        return new ChunkSet(count, words);
    }

    /** The chunks named by {@code indices}, of {@code count}. @throws IndexOutOfBoundsException for one outside */
    public static ChunkSet of(int count, int... indices) {
        return none(count).with(indices);
    }

    /** A copy of {@code members}. @throws IndexOutOfBoundsException when one is not below {@code count} */
    public static ChunkSet copyOf(int count, BitSet members) {
        if (members.length() > requireCount(count)) {
            throw outside(members.length() - 1, count);
        }
        return new ChunkSet(count, Arrays.copyOf(members.toLongArray(), wordCount(count)));
    }

    /**
     * A copy of a set given as {@link #word words}.
     *
     * @throws IllegalArgumentException when their number is wrong or one beyond {@code count} is set
     */
    public static ChunkSet ofWords(int count, long[] words) {
        if (words.length != wordCount(requireCount(count)) || hasSpareBits(count, words)) {
            throw new IllegalArgumentException(words.length + " words are no set of " + count + " chunks");
        }
        return new ChunkSet(count, words.clone());
    }

    /** Reads the wire form. @throws IllegalArgumentException when its length is wrong or a spare bit is set */
    public static ChunkSet ofBitfield(int count, byte[] bitfield) {
        int bytes = bitfieldLength(requireCount(count));
        if (bitfield.length != bytes) {
            throw new IllegalArgumentException(
                    "a bitfield of " + count + " chunks has " + bytes + " bytes, not " + bitfield.length);
        }
        long[] words = new long[wordCount(count)];
        for (int i = 0; i < bytes; i++) {
            words[i >> 3] |= (bitfield[i] & 0xFFL) << (56 - ((i & 7) << 3));
        }
        for (int i = 0; i < words.length; i++) {
            words[i] = Long.reverse(words[i]);
        }
        if (hasSpareBits(count, words)) {
            throw new IllegalArgumentException("a bitfield's spare bits, past chunk " + (count - 1) + ", must be 0");
        }
        return new ChunkSet(count, words);
    }

    /** The wire form, in a fresh array of {@code ceil(count / 8)} bytes. */
    public byte[] bitfield() {
        byte[] bitfield = new byte[bitfieldLength(count)];
        for (int i = 0; i < bitfield.length; i++) {
            bitfield[i] = (byte) (Long.reverse(words[i >> 3]) >>> (56 - ((i & 7) << 3)));
        }
        return bitfield;
    }

    /** How many chunks the file has, whether members or not. */
    public int count() {
        return count;
    }

    /** How many chunks are members. */
    public int size() {
        return size;
    }

    /** Whether every chunk is a member; true for the empty file, which has none. */
    public boolean isComplete() {
        return size == count;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Whether chunk {@code index} is a member; false for any index outside the file. */
    public boolean contains(int index) {
        return index >= 0 && index < count && (words[index >> 6] & (1L << index)) != 0;
    }

    /** Whether each chunk from {@code first} to {@code last}, both inclusive, is a member. */
    public boolean containsAll(int first, int last) {
        for (int index = first; index <= last; index++) {
            if (!contains(index)) {
                return false;
            }
        }
        return true;
    }

    /** Sixty-four members at once, for whoever compares many sets: bit {@code b} of word {@code w} is chunk 64 w + b. */
    public long word(int w) {
        return words[w];
    }

    /** How many {@link #word words} a set of {@code count} chunks has. */
    public static int wordCount(int count) {
        return (count + 63) >> 6;
    }

    /** This set and the chunks named. @throws IndexOutOfBoundsException for an index outside the file */
    public ChunkSet with(int... indices) {
        long[] joined = words.clone();
        for (int index : indices) {
            if (index < 0 || index >= count) {
                throw outside(index, count);
            }
            joined[index >> 6] |= 1L << index;
        }
        return new ChunkSet(count, joined);
    }

    /** The chunks in this set or the other. @throws IllegalArgumentException for a set of another count */
    public ChunkSet union(ChunkSet other) {
        long[] added = sameCount(other).words;
        long[] joined = words.clone();
        for (int i = 0; i < joined.length; i++) {
            joined[i] |= added[i];
        }
        return new ChunkSet(count, joined);
    }

    /** The chunks in this set and not in the other. @throws IllegalArgumentException for a set of another count */
    public ChunkSet minus(ChunkSet other) {
        long[] taken = sameCount(other).words;
        long[] rest = words.clone();
        for (int i = 0; i < rest.length; i++) {
            rest[i] &= ~taken[i];
        }
        return new ChunkSet(count, rest);
    }

    /** The members in ascending order. */
    public IntStream stream() {
        return BitSet.valueOf(words).stream();
    }

    /** Hands each member to the consumer, in ascending order. */
    public void forEach(IntConsumer consumer) {
        for (int i = 0; i < words.length; i++) {
            for (long rest = words[i]; rest != 0; rest &= rest - 1) {
                consumer.accept((i << 6) + Long.numberOfTrailingZeros(rest));
            }
        }
    }

    /** Length of the wire form of a set of {@code count} chunks, in bytes. */
    public static int bitfieldLength(int count) {
        return (count + 7) / 8;
    }

    private static boolean hasSpareBits(int count, long[] words) {
        return (count & 63) != 0 && words[words.length - 1] >>> (count & 63) != 0;
    }

    private ChunkSet sameCount(ChunkSet other) {
        if (other.count != count) {
            throw new IllegalArgumentException("sets of " + count + " and of " + other.count + " chunks do not meet");
        }
        return other;
    }

    private static int requireCount(int count) {
        if (count < 0 || count > ChunkLayout.CHUNK_COUNT_MAX) {
            throw new IllegalArgumentException(
                    "a file has 0 to " + ChunkLayout.CHUNK_COUNT_MAX + " chunks, not " + count);
        }
        return count;
    }

    private static IndexOutOfBoundsException outside(int index, int count) {
        return new IndexOutOfBoundsException("no chunk " + index + " in a file of " + count + " chunks");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChunkSet that && that.count == count && Arrays.equals(that.words, words);
    }

    @Override
    public int hashCode() {
        return 31 * count + Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return size() + " of " + count + " chunks";
    }
}
