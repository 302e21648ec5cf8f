package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.ChunkSet;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for sources, as far as it is known.
 *
 * @param id is left out of the answer
 * @param zone whose sources come first
 * @param holds of the file: sources that hold no other chunk are left out
 */
public record Asker(
        @Nullable PeerId id,
        @Nullable String zone,
        @Nullable ChunkSet holds) {

    /** Somebody. */
    public static final Asker UNKNOWN = new Asker(null, null, null);

    boolean lacksSomeOf(Source source) {
        ChunkSet known = holds;
        if (known == null) {
            return true;
        }
        ChunkSet offered = source.held();
        for (int word = 0; word < ChunkSet.wordCount(offered.count()); word++) {
            if ((offered.word(word) & ~known.word(word)) != 0) {
                return true;
            }
        }
        return false;
    }
}
