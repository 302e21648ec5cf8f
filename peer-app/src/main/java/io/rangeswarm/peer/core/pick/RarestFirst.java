package io.rangeswarm.peer.core.pick;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * The open chunk that the fewest others hold comes first, ties at random (Legout, Urvoy-Keller, Michiardi: "Rarest First
 * and Choke Algorithms Are Enough", IMC 2006): rare chunks spread before their holders leave, and peers that start
 * together fetch different chunks and so have something for each other. Open is a chunk that is neither held nor under
 * way. Not safe for many threads: its owner guards it.
 *
 * <p>The open chunks lie in one set per count of copies, so that a pick compares words and sorts nothing.
 */
public final class RarestFirst {

    /** Chunks of so many copies and more count as equally common. */
    private static final int LEVELS = 64;

    private final int count;
    private final RandomGenerator random;
    private final short[] copies;
    private final ChunkBits open;
    private final List<ChunkBits> levels = new ArrayList<>(); // the open chunks of 0, 1, 2 … copies

    /**
     * At first every chunk is open and nobody holds any.
     *
     * @param count of chunks in the file
     */
    public RarestFirst(int count, RandomGenerator random) {
        this.count = count;
        this.random = random;
        this.copies = new short[count];
        this.open = new ChunkBits(count);
        for (int index = 0; index < count; index++) {
            open.add(index);
            level(0).add(index);
        }
    }

    /** Whoever holds it is one more. */
    public void addCopy(int index) {
        move(index, copies[index]++);
    }

    /** Whoever holds it is one less. */
    public void removeCopy(int index) {
        move(index, copies[index]--);
    }

    /** How many hold it, as far as was said. */
    public int copies(int index) {
        return copies[index];
    }

    private void move(int index, int before) {
        int from = Math.min(before, LEVELS - 1);
        int to = levelOf(index);
        if (from != to && open.contains(index)) {
            level(from).remove(index);
            level(to).add(index);
        }
    }

    private int levelOf(int index) {
        return Math.min(copies[index], LEVELS - 1);
    }

    private ChunkBits level(int number) {
        while (levels.size() <= number) {
            levels.add(new ChunkBits(count));
        }
        return levels.get(number);
    }

    /** Says that the chunk is held, or under way. */
    public void close(int index) {
        if (open.remove(index)) {
            level(levelOf(index)).remove(index);
        }
    }

    /** Says that the chunk is wanted after all. */
    public void reopen(int index) {
        if (open.add(index)) {
            level(levelOf(index)).add(index);
        }
    }

    /** The chunks that are neither held nor under way. */
    public ChunkBits open() {
        return open;
    }

    /** Those of them that nobody who counts holds. */
    public ChunkBits openWithoutCopies() {
        return level(0);
    }

    /** The rarest open chunk that the source holds, ties at random. */
    public OptionalInt pick(ChunkBits source) {
        for (int copies = 0; copies < levels.size(); copies++) {
            ChunkBits candidates = levels.get(copies);
            if (!candidates.isEmpty()) {
                int index = anyOf(candidates, source);
                if (index >= 0) {
                    return OptionalInt.of(index);
                }
            }
        }
        return OptionalInt.empty();
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

    /** A random member of the first word, from a random one on, in which the two have something in common. */
    private int anyOf(ChunkBits a, ChunkBits b) {
        int length = a.words.length;
        int start = random.nextInt(length);
        for (int i = 0; i < length; i++) {
            int w = start + i < length ? start + i : start + i - length;
            long common = a.words[w] & b.words[w];
            if (common != 0) {
                for (int skip = random.nextInt(Long.bitCount(common)); skip > 0; skip--) {
                    common &= common - 1;
                }
                return (w << 6) + Long.numberOfTrailingZeros(common);
            }
        }
        return -1;
    }
}
