package io.rangeswarm.peer.core.pick;

import io.rangeswarm.model.content.ChunkSet;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/** Chooses the next chunk to ask for. Not safe for many threads: its caller guards it. */
public interface ChunkPicker {

    /** Says what the known sources hold now. */
    void observe(Collection<ChunkSet> holdings);

    /** Says that chunk {@code index} is held and will never be wanted again. */
    void done(int index);

    /** A chunk that is not done, that the source has, and that is open: nobody is fetching it. */
    OptionalInt pick(ChunkSet source, IntPredicate open);
}
