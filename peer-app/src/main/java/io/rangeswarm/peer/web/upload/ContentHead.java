package io.rangeswarm.peer.web.upload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Tells by the first bytes of a request whether an upload loop may answer it itself: a {@code GET} or {@code HEAD} of
 * a file or chunk, all there, without a body and with nothing after it. Such a request makes nobody wait. All else
 * (partial heads, bodies, pipelines, other paths) is for Tomcat's own threads, of which many may wait for slow clients.
 *
 * <p>This decides on which thread a request is handled, not what it means: the parser is always Tomcat's.
 */
final class ContentHead {

    private static final byte[][] STARTS = {
        ascii("GET /files/"), ascii("GET /chunks/"), ascii("HEAD /files/"), ascii("HEAD /chunks/")
    };

    private static final int HASH_DIGITS = 64;

    /** What follows the hash: a longer path might turn out to be another one, as {@code /../} is resolved. */
    private static final byte[] AFTER_HASH = ascii(" HTTP/1.1\r\n");

    private static final byte[] END = ascii("\r\n\r\n");

    /** Beginnings of the names of headers that make a request more than its head. */
    private static final byte[][] NOT_PLAIN = {ascii("content-"), ascii("transfer-"), ascii("expect"), ascii("upgrade")
    };

    private ContentHead() {}

    /** Looks at the bytes between position and limit, and changes neither. */
    static boolean isPlain(ByteBuffer bytes) {
        int hash = behindStart(bytes);
        int path = hash + HASH_DIGITS;
        if (hash < 0 || !matches(bytes, path, AFTER_HASH)) {
            return false;
        }
        for (int at = hash; at < path; at++) {
            if (Character.digit(bytes.get(at), 16) < 0) {
                return false;
            }
        }
        return hasPlainHeaders(bytes, path);
    }

    private static int behindStart(ByteBuffer bytes) {
        for (byte[] start : STARTS) {
            if (matches(bytes, bytes.position(), start)) {
                return bytes.position() + start.length;
            }
        }
        return -1;
    }

    private static boolean hasPlainHeaders(ByteBuffer bytes, int from) {
        for (int at = from; at < bytes.limit(); at++) {
            byte b = bytes.get(at);
            if (b == '\r' && matches(bytes, at, END)) {
                return at + END.length == bytes.limit();
            }
            if (b == '\n') {
                if (bytes.get(at - 1) != '\r') {
                    return false; // Tomcat takes it for a line's end all the same, and a second one for the head's
                }
                for (byte[] name : NOT_PLAIN) {
                    if (matches(bytes, at + 1, name)) {
                        return false;
                    }
                }
            }
        }
        return false;
    }

    /** Whether these bytes are there, lower-case letters in either case. */
    private static boolean matches(ByteBuffer bytes, int from, byte[] expected) {
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
