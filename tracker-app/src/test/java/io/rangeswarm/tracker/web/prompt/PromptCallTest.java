package io.rangeswarm.tracker.web.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptCallTest {

    private static final String FILE = "0123456789abcdef".repeat(4);
    private static final String PEER = "6e5495bf-43ba-4c93-8a26-5d08ed16924c";
    private static final String POLL = "GET /api/v1/files/" + FILE + "/locations?limit=50 HTTP/1.1\r\nHost: a\r\n";
    private static final String REGISTRATION =
            "POST /api/v1/peers/" + PEER + "/files/" + FILE + "/chunks HTTP/1.1\r\nHost: a\r\n";

    private static boolean isWhole(String call) {
        ByteBuffer bytes = ByteBuffer.wrap(("before" + call).getBytes(StandardCharsets.US_ASCII))
                .position("before".length());
        boolean isWhole = PromptCall.isWhole(bytes);
        assertThat(bytes.position()).as("left as it was").isEqualTo("before".length());
        return isWhole;
    }

    @Test
    void pollsAndRegistrationsAre() {
        assertThat(isWhole(POLL + "\r\n")).isTrue();
        assertThat(isWhole(POLL + "Authorization: Bearer x\r\nAccept: */*\r\n\r\n"))
                .isTrue();
        assertThat(isWhole(REGISTRATION + "Content-Length: 14\r\n\r\n{\"chunks\":[1]}"))
                .isTrue();
        assertThat(isWhole(REGISTRATION + "CONTENT-LENGTH:14\r\nX: y\r\n\r\n{\"chunks\":[1]}"))
                .isTrue();
    }

    @Test
    void tellsPollsFromRegistrations() {
        assertThat(PromptCall.isPoll(ByteBuffer.wrap(POLL.getBytes(StandardCharsets.US_ASCII))))
                .isTrue();
        assertThat(PromptCall.isPoll(ByteBuffer.wrap(REGISTRATION.getBytes(StandardCharsets.US_ASCII))))
                .isFalse();
    }

    @Test
    void noPartOfACallIs() {
        String call = REGISTRATION + "Content-Length: 14\r\n\r\n{\"chunks\":[1]}";
        for (int length = 0; length < call.length(); length++) {
            assertThat(isWhole(call.substring(0, length)))
                    .as("%s bytes", length)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 13\r\n\r\n{\"chunks\":[1]}",
                "Content-Length: 15\r\n\r\n{\"chunks\":[1]}",
                "Content-Length: -14\r\n\r\n{\"chunks\":[1]}",
                "Content-Length: 14x\r\n\r\n{\"chunks\":[1]}",
                "Content-Length: 9999999999\r\n\r\n{\"chunks\":[1]}",
                "Content-Length: 14\r\nExpect: 100-continue\r\n\r\n{\"chunks\":[1]}",
                "Transfer-Encoding: chunked\r\nContent-Length: 14\r\n\r\n{\"chunks\":[1]}",
                "Upgrade: h2c\r\nContent-Length: 14\r\n\r\n{\"chunks\":[1]}",
                "Content-Length: 14\r\n\r\n{\"chunks\":[1]}GET / HTTP/1.1\r\n\r\n"
            })
    void whatMightMakeAThreadWaitIsNot(String rest) {
        assertThat(isWhole(REGISTRATION + rest)).isFalse();
    }

    /** Tomcat takes a line feed alone for a line's end, and two for a head's: what follows would be another call. */
    @ParameterizedTest
    @ValueSource(strings = {"A: b\nC: d\r\n\r\n", "A: b\n\r\n", "A: b\n\nGET /api/v1/files HTTP/1.1\r\n\r\n"})
    void linesThatEndWithoutACarriageReturnAreNot(String rest) {
        assertThat(isWhole(POLL + rest)).isFalse();
    }

    @Test
    void otherCallsAreNot() {
        assertThat(isWhole("GET /api/v1/files HTTP/1.1\r\nHost: a\r\n\r\n")).isFalse();
        assertThat(isWhole("GET /api/v1/files/" + FILE + "/manifest HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isFalse();
        assertThat(isWhole("POST /api/v1/peers HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"))
                .isFalse();
        assertThat(isWhole(POLL + "Rangeswarm-Holds: AAAA\r\n\r\n")).isFalse();
        assertThat(isWhole(POLL + "\r\n" + POLL + "\r\n")).as("two at once").isFalse();
    }
}
