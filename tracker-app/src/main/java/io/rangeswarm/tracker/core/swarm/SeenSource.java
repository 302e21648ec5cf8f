package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.ChunkSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A source as it was when its swarm was last looked at, and the words in which askers are told of it, found once. */
public final class SeenSource {

    private final Source source;
    private final int peerHash; // tells in nearly all cases that it is not the asker, without reading its id
    private volatile byte @Nullable [] words; // found twice by two threads at once, they are the same

    SeenSource(Source source) {
        this.source = source;
        this.peerHash = source.peerId().hashCode();
    }

    boolean isUsefulTo(Asker asker) {
        PeerId id = asker.id();
        boolean isAsker =
                id != null && peerHash == id.hashCode() && source.peerId().equals(id);
        return !isAsker && asker.lacksSomeOf(source);
    }

    /** The same peer, with other chunks. */
    SeenSource holding(ChunkSet held) {
        return new SeenSource(new Source(source.peerId(), source.endpoint(), source.zone(), held));
    }

    public Source source() {
        return source;
    }

    /** What {@code toWords} once made of the source. Must not be changed. */
    public byte[] words(Function<? super Source, byte[]> toWords) {
        byte[] known = words;
        if (known == null) {
            known = toWords.apply(source);
            words = known;
        }
        return known;
    }
}
