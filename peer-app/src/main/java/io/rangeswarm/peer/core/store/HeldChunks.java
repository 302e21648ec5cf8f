package io.rangeswarm.peer.core.store;

import io.rangeswarm.model.content.ChunkSet;
import java.util.BitSet;
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

    int firstMissing() {
        return held.nextClearBit(0);
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

    /** Takes in one that the journal said was durable when it was opened. */
    void recordedDurable(int index) {
        recorded(index);
        recordedDurable++;
        durable.set(index);
    }

    int recordedCount() {
        return recorded;
    }

    boolean isAllDurable() {
        return recorded == recordedDurable;
    }

    /** Takes in that the first {@code count} records are durable, and what was held then. */
    void synced(int recordedThen, ChunkSet heldThen) {
        recordedDurable = Math.max(recordedDurable, recordedThen);
        heldThen.forEach(durable::set);
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
