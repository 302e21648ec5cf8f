package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkSet;
import java.util.List;
import java.util.OptionalLong;

/**
 * What another peer said of itself in an exchange, asked or asking.
 *
 * @param held the chunks it holds
 * @param offers chunks that it would like this peer to take from it, the most welcome first; empty from one that asked,
 *     from a leech, and from a seed that has none to give now
 * @param queuedBytes bytes that its uploads still have to send; empty when it did not say
 */
public record SourceNews(ChunkSet held, List<Integer> offers, OptionalLong queuedBytes) {

    /** @throws IllegalArgumentException for an offer outside the file or a negative queue */
    public SourceNews {
        offers = List.copyOf(offers);
        for (int offer : offers) {
            if (offer < 0 || offer >= held.count()) {
                throw new IllegalArgumentException("an offer of chunk " + offer + " of " + held.count());
            }
        }
        if (queuedBytes.orElse(0) < 0) {
            throw new IllegalArgumentException("a queue of " + queuedBytes.orElse(0) + " bytes");
        }
    }

    /** Of one that only said what it holds. */
    public static SourceNews of(ChunkSet held) {
        return new SourceNews(held, List.of(), OptionalLong.empty());
    }
}
