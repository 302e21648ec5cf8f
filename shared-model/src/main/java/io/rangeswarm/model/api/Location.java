package io.rangeswarm.model.api;

import io.rangeswarm.model.content.ChunkSet;
import org.jspecify.annotations.Nullable;

/**
 * A peer's endpoint together with the chunks it holds: {@code complete} is true, or {@code held} and {@code bitfield}
 * say which.
 *
 * @param held count of chunks
 * @param bitfield of the chunks, in base64 (RFC 4648 §4)
 */
public record Location(
        @Nullable String peerId,
        @Nullable String endpoint,
        @Nullable String zone,
        @Nullable Boolean complete,
        @Nullable Integer held,
        @Nullable String bitfield) {

    /** Where a peer says of itself what it holds: whoever reads it knows whom it asked. */
    public static Location ofSelf(ChunkSet held) {
        return held.isComplete()
                ? new Location(null, null, null, true, null, null)
                : new Location(null, null, null, null, held.size(), Bitfields.encoded(held));
    }

    public static Location of(@Nullable String peerId, String endpoint, @Nullable String zone, ChunkSet held) {
        return held.isComplete()
                ? new Location(peerId, endpoint, zone, true, null, null)
                : new Location(peerId, endpoint, zone, null, held.size(), Bitfields.encoded(held));
    }

    /**
     * The chunks held, of a file of {@code count} chunks.
     *
     * @throws IllegalArgumentException when the bitfield is missing or not that of such a file
     */
    public ChunkSet chunks(int count) {
        if (Boolean.TRUE.equals(complete)) {
            return ChunkSet.all(count);
        }
        if (bitfield == null) {
            throw new IllegalArgumentException("a location is complete or has a bitfield");
        }
        return Bitfields.decoded("bitfield", bitfield, count);
    }
}
