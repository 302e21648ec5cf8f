package io.rangeswarm.peer.core.store;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which chunks of a part file are held, how many the journal has recorded, and which of them would survive a power
 * failure. Guarded by {@link PartFile}.
 */
final class HeldChunks {

    private final int count;
    private final BitSet held = new BitSet();
    private final BitSet durable = new BitSet();
    private int recorded;
    private int recordedDurable;
    private @Nullable ChunkSet snapshot;

    /** @param count of the file's chunks */
    HeldChunks(int count) {
        this.count = count;
    }

    boolean contains(int index) {
        return held.get(index);
    }

    /** Bytes before the first chunk that is missing. */
    long prefixLength(ChunkLayout layout) {
        int firstMissing = held.nextClearBit(0);
        return firstMissing >= count
                ? layout.length()
                : layout.rangeOf(firstMissing).start();
    }

    ChunkSet all() {
        ChunkSet current = snapshot;
        if (current == null) {
            current = ChunkSet.copyOf(count, held);
            snapshot = current;
        }
        return current;
    }

    /** Takes in a chunk that the journal has recorded. */
    void recorded(int index) {
        recorded++;
        held.set(index);
        snapshot = null;
    }

    /** Whether the right bytes of a chunk stand on the disk. */
    interface Look {
        boolean findsIt(int index) throws IOException;
    }

    /**
     * Takes in what a journal had recorded when it was opened, in its order: the first {@code durableCount} as it says, the
     * others if they are found.
     */
    void recover(List<Integer> indexes, int durableCount, Look look) throws IOException {
        for (int position = 0; position < indexes.size(); position++) {
            int index = indexes.get(position);
            if (index < 0 || index >= count || held.get(index)) {
                continue;
            }
            if (position < durableCount) {
                recorded(index);
                recordedDurable++;
                durable.set(index);
            } else if (look.findsIt(index)) {
                recorded(index);
            }
        }
    }

    int recordedCount() {
        return recorded;
    }

    /**
     * What is recorded at a moment.
     *
     * @param count of records
     * @param isDurable whether there is nothing to be forced to disk
     */
    record Recorded(int count, ChunkSet held, boolean isDurable) {}

    Recorded recordedNow() {
        return new Recorded(recorded, all(), recorded == recordedDurable);
    }

    /** Takes in that all of this is durable now. */
    void synced(Recorded then) {
        recordedDurable = Math.max(recordedDurable, then.count());
        then.held().forEach(durable::set);
    }

    /**
     * Forgets what may have been lost.
     *
     * @return what is left, which the journal should say from now on
     */
    ChunkSet onlyDurable() {
        held.and(durable);
        startOver();
        return all();
    }

    /** The journal has said anew which chunks are held. */
    void startOver() {
        recorded = held.cardinality();
        recordedDurable = 0;
        snapshot = null;
    }
}
