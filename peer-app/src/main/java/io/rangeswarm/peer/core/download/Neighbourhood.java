package io.rangeswarm.peer.core.download;

import org.jspecify.annotations.Nullable;

/**
 * Sources in a line, each at most once; whoever is added stands last. The links are in the sources themselves, for each
 * exchange moves two peers' lines. Guarded by {@link ChunkScheduler}.
 */
final class Neighbourhood {

    private @Nullable Source first;
    private @Nullable Source last;
    private int size;

    int size() {
        return size;
    }

    /** Who has stood in the line for longest; {@link Source#neighbourAfter} leads on. */
    @Nullable
    Source first() {
        return first;
    }

    /** Puts one that does not stand in the line at its end. */
    void add(Source source) {
        source.isNeighbour = true;
        source.neighbourBefore = last;
        source.neighbourAfter = null;
        if (last == null) {
            first = source;
        } else {
            last.neighbourAfter = source;
        }
        last = source;
        size++;
    }

    /** Takes one out; false when it does not stand in the line. */
    boolean remove(Source source) {
        if (!source.isNeighbour) {
            return false;
        }
        Source before = source.neighbourBefore;
        Source after = source.neighbourAfter;
        if (before == null) {
            first = after;
        } else {
            before.neighbourAfter = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.neighbourBefore = before;
        }
        source.isNeighbour = false;
        size--;
        return true;
    }
}
