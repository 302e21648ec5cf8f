package io.rangeswarm.tracker.web;

import io.rangeswarm.model.content.ChunkLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"chunks":[3,7,9]}}, and nothing else that means the same: that is left to a JSON parser. */
final class ChunkIndexes {

    private static final int DIGITS_MAX = 6;

    private final byte[] body;
    private int at;
    private int[] indexes = new int[8];
    private int count;

    private ChunkIndexes(byte[] body) {
        this.body = body;
    }

    /** The indexes; null when the body is not exactly of this form, be it right or wrong. */
    static int @Nullable [] parse(byte[] body) {
        ChunkIndexes reading = new ChunkIndexes(body);
        return reading.all() ? Arrays.copyOf(reading.indexes, reading.count) : null;
    }

    private boolean all() {
        if (!(take('{') && name() && take(':') && take('['))) {
            return false;
        }
        if (!take(']')) {
            do {
                if (!number()) {
                    return false;
                }
            } while (take(','));
            if (!take(']')) {
                return false;
            }
        }
        return take('}') && atEnd();
    }

    private boolean name() {
        skipSpaces();
        for (char letter : "\"chunks\"".toCharArray()) {
            if (at >= body.length || body[at++] != letter) {
                return false;
            }
        }
        return true;
    }

    private boolean number() {
        skipSpaces();
        int start = at;
        int number = 0;
        while (at < body.length && body[at] >= '0' && body[at] <= '9' && at - start < DIGITS_MAX) {
            number = 10 * number + body[at++] - '0';
        }
        boolean isNumber = at > start && !(body[start] == '0' && at > start + 1);
        if (!isNumber || number >= ChunkLayout.CHUNK_COUNT_MAX || count >= ChunkLayout.CHUNK_COUNT_MAX) {
            return false;
        }
        if (count == indexes.length) {
            indexes = Arrays.copyOf(indexes, 2 * count);
        }
        indexes[count++] = number;
        return true;
    }

    private boolean take(char wanted) {
        skipSpaces();
        if (at < body.length && body[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private boolean atEnd() {
        skipSpaces();
        return at == body.length;
    }

    private void skipSpaces() {
        while (at < body.length && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t')) {
            at++;
        }
    }
}
