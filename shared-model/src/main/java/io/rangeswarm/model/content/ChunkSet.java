package io.rangeswarm.model.content;

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
    private final BitSet members;

    private ChunkSet(int count, BitSet members) {
        this.count = count;
        this.members = members;
    }

    /** No chunk of {@code count}. */
    public static ChunkSet none(int count) {
        return new ChunkSet(requireCount(count), new BitSet());
    }

    /** Every chunk of {@code count}. */
    public static ChunkSet all(int count) {
        BitSet members = new BitSet(requireCount(count));
        members.set(0, count);
        return new ChunkSet(count, members);
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
        return new ChunkSet(count, (BitSet) members.clone());
    }

    /** Reads the wire form. @throws IllegalArgumentException when its length is wrong or a spare bit is set */
    public static ChunkSet ofBitfield(int count, byte[] bitfield) {
        int bytes = bitfieldLength(requireCount(count));
        if (bitfield.length != bytes) {
            throw new IllegalArgumentException(
                    "a bitfield of " + count + " chunks has " + bytes + " bytes, not " + bitfield.length);
        }
        BitSet members = BitSet.valueOf(mirrored(bitfield, bytes));
        if (members.length() > count) {
            throw new IllegalArgumentException("a bitfield's spare bits, past chunk " + (count - 1) + ", must be 0");
        }
        return new ChunkSet(count, members);
    }

    /** The wire form, in a fresh array of {@code ceil(count / 8)} bytes. */
    public byte[] bitfield() {
        return mirrored(members.toByteArray(), bitfieldLength(count));
    }

    /** A BitSet has chunk 0 in the least significant bit. Byte by byte: peers read and write these all the time. */
    private static byte[] mirrored(byte[] bytes, int length) {
        byte[] mirrored = new byte[length];
        for (int i = 0; i < bytes.length; i++) {
            mirrored[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
        }
        return mirrored;
    }

    /** How many chunks the file has, whether members or not. */
    public int count() {
        return count;
    }

    /** How many chunks are members. */
    public int size() {
        return members.cardinality();
    }

    /** Whether every chunk is a member; true for the empty file, which has none. */
    public boolean isComplete() {
        return size() == count;
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** Whether chunk {@code index} is a member; false for any index outside the file. */
    public boolean contains(int index) {
        return index >= 0 && members.get(index);
    }

    /** Whether each chunk from {@code first} to {@code last}, both inclusive, is a member. */
    public boolean containsAll(int first, int last) {
        return members.nextClearBit(first) > last;
    }

    /** This set and the chunks named. @throws IndexOutOfBoundsException for an index outside the file */
    public ChunkSet with(int... indices) {
        BitSet joined = (BitSet) members.clone();
        for (int index : indices) {
            if (index < 0 || index >= count) {
                throw outside(index, count);
            }
            joined.set(index);
        }
        return new ChunkSet(count, joined);
    }

    /** The chunks in this set or the other. @throws IllegalArgumentException for a set of another count */
    public ChunkSet union(ChunkSet other) {
        BitSet joined = (BitSet) members.clone();
        joined.or(sameCount(other).members);
        return new ChunkSet(count, joined);
    }

    /** The chunks in this set and not in the other. @throws IllegalArgumentException for a set of another count */
    public ChunkSet minus(ChunkSet other) {
        BitSet rest = (BitSet) members.clone();
        rest.andNot(sameCount(other).members);
        return new ChunkSet(count, rest);
    }

    /** The members in ascending order. */
    public IntStream stream() {
        return members.stream();
    }

    /** Hands each member to the consumer, in ascending order. */
    public void forEach(IntConsumer consumer) {
        for (int index = members.nextSetBit(0); index >= 0; index = members.nextSetBit(index + 1)) {
            consumer.accept(index);
        }
    }

    /** Length of the wire form of a set of {@code count} chunks, in bytes. */
    public static int bitfieldLength(int count) {
        return (count + 7) / 8;
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
        return other instanceof ChunkSet that && that.count == count && that.members.equals(members);
    }

    @Override
    public int hashCode() {
        return 31 * count + members.hashCode();
    }

    @Override
    public String toString() {
        return size() + " of " + count + " chunks";
    }
}
