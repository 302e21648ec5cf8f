package io.rangeswarm.peer.core.pick;

import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * The open chunk that the fewest others hold comes first, ties at random (Legout, Urvoy-Keller, Michiardi: "Rarest First
 * and Choke Algorithms Are Enough", IMC 2006): rare chunks spread before their holders leave, and peers that start
 * together fetch different chunks and so have something for each other. Open is a chunk that is neither held nor under
 * way. Not safe for many threads: its owner guards it.
 */
public final class RarestFirst {

    private final RandomGenerator random;
    private final ChunkBits open;
    private final CopyCounts copies;

    /**
     * At first every chunk is open and nobody holds any.
     *
     * @param count of chunks in the file
     */
    public RarestFirst(int count, RandomGenerator random) {
        this.random = random;
        this.open = new ChunkBits(count);
        for (int index = 0; index < count; index++) {
            open.add(index);
        }
        this.copies = new CopyCounts(count);
    }

    /** Whoever holds it is one more. */
    public void addCopy(int index) {
        addCopies(index >> 6, 1L << index);
    }

    /** The same for sixty-four chunks at once: bit {@code b} of {@code members} is chunk 64 w + b. */
    public void addCopies(int w, long members) {
        copies.add(w, members);
    }

    /** Whoever holds it is one less. */
    public void removeCopy(int index) {
        copies.remove(index >> 6, 1L << index);
    }

    /** How many hold it, as far as was said; {@link CopyCounts#MAX} for more. */
    public int copies(int index) {
        return copies.of(index);
    }

    /** Says that the chunk is held, or under way. */
    public void close(int index) {
        open.remove(index);
    }

    /** Says that the chunk is wanted after all. */
    public void reopen(int index) {
        open.add(index);
    }

    /** The chunks that are neither held nor under way. */
    public ChunkBits open() {
        return open;
    }

    /** Those of them that nobody who counts holds, in a set of the caller's own. */
    public ChunkBits openWithoutCopies() {
        ChunkBits rare = new ChunkBits(open.count());
        for (int w = 0; w < open.words.length; w++) {
            rare.addAll(w, open.words[w] & ~copies.any(w));
        }
        return rare;
    }

    /** The rarest open chunk that the source holds, ties at random. */
    public OptionalInt pick(ChunkBits source) {
        int length = open.words.length;
        if (open.isEmpty() || source.isEmpty()) {
            return OptionalInt.empty();
        }
        int start = random.nextInt(length);
        int least = CopyCounts.MAX + 1;
        int leastAt = 0;
        for (int i = 0; i < length && least > 0; i++) {
            int w = start + i < length ? start + i : start + i - length;
            long common = open.words[w] & source.words[w];
            if (common != 0) {
                int here = copies.least(w, common, least);
                if (here < least) {
                    least = here;
                    leastAt = w;
                }
            }
        }
        return least > CopyCounts.MAX
                ? OptionalInt.empty()
                : OptionalInt.of(
                        anyOf(leastAt, copies.with(least, leastAt, open.words[leastAt] & source.words[leastAt])));
    }

    /** The first open chunk in the file that the source holds. */
    public OptionalInt pickInOrder(ChunkBits source) {
        for (int w = 0; w < open.words.length; w++) {
            long common = open.words[w] & source.words[w];
            if (common != 0) {
                return OptionalInt.of((w << 6) + Long.numberOfTrailingZeros(common));
            }
        }
        return OptionalInt.empty();
    }

    private int anyOf(int w, long members) {
        long left = members;
        for (int skip = random.nextInt(Long.bitCount(members)); skip > 0; skip--) {
            left &= left - 1;
        }
        return (w << 6) + Long.numberOfTrailingZeros(left);
    }
}
