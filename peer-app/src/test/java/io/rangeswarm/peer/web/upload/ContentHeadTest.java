package io.rangeswarm.peer.web.upload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests an upload loop may answer itself. */
class ContentHeadTest {

    private static final String HASH = "0123456789abcdefABCDEF".repeat(3).substring(0, 64);
    private static final String PLAIN =
            "GET /files/" + HASH + " HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-1048575\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"GET /files/", "GET /chunks/", "HEAD /files/", "HEAD /chunks/"})
    void contentByItsHashIsPlain(String start) {
        assertThat(isPlain(PLAIN.replace("GET /files/", start))).isTrue();
    }

    @Test
    void everyPieceOfAHeadIsNotPlain() {
        for (int length = 0; length < PLAIN.length(); length++) {
            assertThat(isPlain(PLAIN.substring(0, length)))
                    .as("the first " + length)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X", "\r\n", "GET / HTTP/1.1\r\n\r\n"})
    void whatComesAfterTheHeadIsNot(String more) {
        assertThat(isPlain(PLAIN + more)).isFalse();
    }

    /** Tomcat takes a line feed alone for a line's end, and two for a head's: what follows would be another request. */
    @ParameterizedTest
    @ValueSource(strings = {"Host: localhost\nA: b", "Host: localhost\n\nGET /files/slow.torrent HTTP/1.1"})
    void linesThatEndWithoutACarriageReturnAreNot(String lines) {
        assertThat(isPlain(PLAIN.replace("Host: localhost", lines))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4",
                "content-length: 0",
                "CONTENT-TYPE: x",
                "Transfer-Encoding: chunked",
                "expect: 100-continue",
                "Upgrade: h2c"
            })
    void headersThatMakeItMoreThanItsHeadAreNot(String header) {
        assertThat(isPlain(PLAIN.replace("Range:", header + "\r\nRange:"))).isFalse();
        assertThat(isPlain(PLAIN.replace("Host: localhost", header))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/name", "/../../api/v1/shares", "?x=y", ";a=b", "0", "%20", "#"})
    void aLongerPathIsNot(String more) {
        assertThat(isPlain(PLAIN.replace(" HTTP", more + " HTTP"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /files/", "GET  /files/", "GET /api/v1/files/", "OPTIONS /files/", "GET /filez/"})
    void otherRequestsAreNot(String start) {
        assertThat(isPlain(PLAIN.replace("GET /files/", start))).isFalse();
    }

    @Test
    void whatIsNoHashIsNot() {
        assertThat(isPlain(PLAIN.replace(HASH, HASH.replace('a', 'g')))).isFalse();
        assertThat(isPlain(PLAIN.replace(HASH, HASH.substring(1)))).isFalse();
        assertThat(isPlain(PLAIN.replace("HTTP/1.1", "HTTP/1.0"))).isFalse();
    }

    /** Behind bytes that do not count, and without moving the buffer. */
    private static boolean isPlain(String head) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(1024).put("junk".getBytes(ISO_8859_1));
        bytes.put(head.getBytes(ISO_8859_1)).flip().position(4);
        boolean plain = ContentHead.isPlain(bytes);
        assertThat(bytes.position()).isEqualTo(4);
        assertThat(bytes.remaining()).isEqualTo(head.length());
        return plain;
    }
}
