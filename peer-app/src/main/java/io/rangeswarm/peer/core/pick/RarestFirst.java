package io.rangeswarm.peer.core.pick;

import io.rangeswarm.model.content.ChunkSet;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * The chunk that the fewest sources hold comes first, ties at random (Legout, Urvoy-Keller, Michiardi: "Rarest First and
 * Choke Algorithms Are Enough", IMC 2006): rare chunks spread before their holders leave, and peers that start together
 * fetch different chunks and so have something for each other.
 */
public final class RarestFirst implements ChunkPicker {

    private static final int INDEX_BITS = 20;
    private static final int TIE_BITS = 24;

    private final int count;
    private final RandomGenerator random;
    private final BitSet done = new BitSet();
    private int[] order;
    private int head; // everything before it in order is done

    /**
     * Before the first {@link #observe} all chunks count as equally rare.
     *
     * @param count of chunks in the file
     */
    public RarestFirst(int count, RandomGenerator random) {
        this.count = count;
        this.random = random;
        this.order = orderedBy(new int[count]);
    }

    @Override
    public void observe(Collection<ChunkSet> holdings) {
        int[] copies = new int[count];
        int everywhere = 0;
        for (ChunkSet holding : holdings) {
            if (holding.isComplete()) {
                everywhere++; // adds the same to all, so it cannot change the order
            } else {
                holding.forEach(index -> copies[index]++);
            }
        }
        if (everywhere < holdings.size() || head == 0) {
            order = orderedBy(copies);
            head = 0;
        }
    }

    /** The chunks not yet done, by copies, then at random: one sort of longs, copies | tie | index from the top bits. */
    private int[] orderedBy(int[] copies) {
        long[] keys = new long[count];
        int used = 0;
        for (int index = done.nextClearBit(0); index < count; index = done.nextClearBit(index + 1)) {
            long tie = random.nextLong() >>> (Long.SIZE - TIE_BITS);
            keys[used] = ((long) copies[index] << (TIE_BITS + INDEX_BITS)) | (tie << INDEX_BITS) | index;
            used++;
        }
        Arrays.sort(keys, 0, used);
        int[] ordered = new int[used];
        for (int i = 0; i < used; i++) {
            ordered[i] = (int) (keys[i] & ((1L << INDEX_BITS) - 1));
        }
        return ordered;
    }

    @Override
    public void done(int index) {
        done.set(index);
    }

    @Override
    public OptionalInt pick(ChunkSet source, IntPredicate open) {
        while (head < order.length && done.get(order[head])) {
            head++;
        }
        for (int i = head; i < order.length; i++) {
            int index = order[i];
            if (!done.get(index) && source.contains(index) && open.test(index)) {
                return OptionalInt.of(index);
            }
        }
        return OptionalInt.empty();
    }
}
