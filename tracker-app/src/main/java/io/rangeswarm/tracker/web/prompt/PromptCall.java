package io.rangeswarm.tracker.web.prompt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Tells by its first bytes whether a call may be begun on the thread that heard of it: a location poll or a chunk
 * registration, all there and with nothing after it. All else (partial heads, pipelines, other calls) is for Tomcat's
 * workers, of which many may wait.
 *
 * <p>This decides on which thread a call is handled, not what it means: the parser is always Tomcat's.
 */
final class PromptCall {

    private static final byte[] FILES = ascii("GET /api/v1/files/");
    private static final byte[] LOCATIONS = ascii("/locations");
    private static final byte[] PEERS = ascii("POST /api/v1/peers/");
    private static final byte[] CHUNKS = ascii("/chunks ");
    private static final int LOCATIONS_AT = FILES.length + 64;
    private static final int CHUNKS_AT = PEERS.length + 36 + "/files/".length() + 64;
    private static final byte[] CONTENT_LENGTH = ascii("content-length:");
    private static final int LENGTH_DIGITS_MAX = 5;

    /** Beginnings of the names of headers that make a call more than its head and its body, or its answer more than short. */
    private static final byte[][] NOT_PLAIN = {
        ascii("transfer-"), ascii("expect"), ascii("upgrade"), ascii("rangeswarm-holds")
    };

    private PromptCall() {}

    /** Looks at the bytes between position and limit, and changes neither. */
    static boolean isWhole(ByteBuffer bytes) {
        int start = bytes.position();
        boolean isRegistration = starts(bytes, start, PEERS) && starts(bytes, start + CHUNKS_AT, CHUNKS);
        return (isPoll(bytes) || isRegistration) && endsWithBody(bytes);
    }

    /** Whether what is there begins as a location poll does; more may have to come. */
    static boolean isPoll(ByteBuffer bytes) {
        int start = bytes.position();
        return starts(bytes, start, FILES) && starts(bytes, start + LOCATIONS_AT, LOCATIONS);
    }

    private static boolean endsWithBody(ByteBuffer bytes) {
        int bodyLength = 0;
        for (int at = bytes.position(); at + 2 < bytes.limit(); at++) {
            if (bytes.get(at) != '\n') {
                continue;
            }
            if (bytes.get(at - 1) != '\r') {
                return false; // Tomcat takes it for a line's end all the same, and a second one for the head's
            }
            int line = at + 1;
            if (bytes.get(line) == '\r') {
                return bytes.get(line + 1) == '\n' && line + 2 + bodyLength == bytes.limit();
            }
            if (starts(bytes, line, CONTENT_LENGTH)) {
                bodyLength = number(bytes, line + CONTENT_LENGTH.length);
            }
            for (byte[] name : NOT_PLAIN) {
                if (starts(bytes, line, name)) {
                    return false;
                }
            }
        }
        return false;
    }

    /** A small decimal number up to the line's end; what is none gives a length that no call has. */
    private static int number(ByteBuffer bytes, int from) {
        int at = from;
        while (at < bytes.limit() && bytes.get(at) == ' ') {
            at++;
        }
        int start = at;
        int number = 0;
        while (at < bytes.limit() && bytes.get(at) >= '0' && bytes.get(at) <= '9' && at - start < LENGTH_DIGITS_MAX) {
            number = 10 * number + bytes.get(at++) - '0';
        }
        boolean isNumber = at > start && at < bytes.limit() && bytes.get(at) == '\r';
        return isNumber ? number : Integer.MAX_VALUE / 2;
    }

    /** Whether these bytes are there, letters in either case where the expected ones are lower-case. */
    private static boolean starts(ByteBuffer bytes, int from, byte[] expected) {
        if (bytes.limit() - from < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            byte b = bytes.get(from + i);
            if (b != expected[i] && !(b >= 'A' && b <= 'Z' && b + ('a' - 'A') == expected[i])) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
