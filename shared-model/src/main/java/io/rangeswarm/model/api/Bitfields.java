package io.rangeswarm.model.api;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import java.util.Base64;

/** Chunk sets as they stand in JSON: their bitfield in base64 (RFC 4648 §4). */
final class Bitfields {

    /** Characters of the longest one. */
    private static final int LENGTH_MAX = (ChunkSet.bitfieldLength(ChunkLayout.CHUNK_COUNT_MAX) + 2) / 3 * 4;

    private Bitfields() {}

    static String encoded(ChunkSet chunks) {
        return Base64.getEncoder().encodeToString(chunks.bitfield());
    }

    /** @throws IllegalArgumentException that names the field, when it is not the bitfield of {@code count} chunks */
    static ChunkSet decoded(String field, String base64, int count) {
        requireBounded(field, base64);
        try {
            return ChunkSet.ofBitfield(count, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(field + ": " + malformed.getMessage(), malformed);
        }
    }

    /** @throws IllegalArgumentException that names the field, when no file has a bitfield as long as this */
    static void requireBounded(String field, String base64) {
        if (base64.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    field + ": has at most " + LENGTH_MAX + " characters, not " + base64.length());
        }
    }
}
