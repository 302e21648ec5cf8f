package io.rangeswarm.peer.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rangeswarm.model.api.ProblemType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files handed over through a real Tomcat, and taken back. */
@Timeout(60)
class IncomingApiTest {

    private static final int MIB = 1 << 20;
    private static final String UPLOAD = "/api/v1/shares/upload?name=";

    @TempDir
    private Path temp;

    private Path share = Path.of("");
    private ServingPeer peer;

    @BeforeEach
    void start() throws IOException {
        share = temp.resolve("share");
        peer = new ServingPeer(share, 2, "spring.servlet.multipart.enabled=false");
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
    }

    private HttpResponse<byte[]> handOver(String name, byte[] bytes) throws Exception {
        return peer.post(UPLOAD + name, bytes, "Content-Type", "application/octet-stream");
    }

    private static void assertProblem(HttpResponse<byte[]> answer, ProblemType type) {
        assertThat(answer.statusCode()).isEqualTo(type.status());
        assertThat(new String(answer.body(), UTF_8)).contains(type.uri());
    }

    private void assertNothingIsLeft() {
        await().untilAsserted(
                        () -> assertThat(share.resolve(".rangeswarm/incoming")).isEmptyDirectory());
        try (Stream<Path> files = Files.list(share)) {
            assertThat(files).containsExactly(share.resolve(".rangeswarm"));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void aFileFarOverAnyOtherBodysBoundIsTakenAndServed() throws Exception {
        byte[] bytes = new byte[20 * MIB + 3];
        new Random(1).nextBytes(bytes);

        HttpResponse<byte[]> answer = handOver("docs/%C3%BC%20%2B%261.bin", bytes);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(new String(answer.body(), UTF_8)).contains("\"names\":[\"docs/ü +&1.bin\"]", "\"complete\":true");
        assertThat(share.resolve("docs/ü +&1.bin")).hasBinaryContent(bytes);
        String id = peer.holdings.all().iterator().next().fileId().hex();
        assertThat(peer.get("/files/" + id).body()).isEqualTo(bytes);
        assertThat(new String(peer.get("/api/v1/shares?q=DOCS").body(), UTF_8))
                .contains("\"uploadedBytes\":" + bytes.length);
    }

    @ParameterizedTest
    @CsvSource({
        "..,                             INVALID_REQUEST",
        "a//b,                           INVALID_REQUEST",
        "%2Fetc%2Fpasswd,                INVALID_REQUEST",
        "c:x,                            INVALID_REQUEST",
        "a%5Cb,                          INVALID_REQUEST",
        "a%0Ab,                          INVALID_REQUEST",
        ".rangeswarm/index,              INVALID_REQUEST",
        ".RangeSwarm%2Fdownloads%2Fx,    INVALID_REQUEST",
        "'',                             INVALID_REQUEST",
    })
    void namesThatCannotBeAreRefused(String name, ProblemType type) throws Exception {
        assertProblem(handOver(name, new byte[5]), type);
        assertProblem(peer.get(UPLOAD + name + "&length=5"), type);
        assertNothingIsLeft();
    }

    @Test
    void whatCouldNotBeTakenIsSaidBeforeItIsSent() throws Exception {
        Files.createDirectories(share);
        Files.write(share.resolve("mine"), new byte[3]);

        assertThat(peer.get(UPLOAD + "new&length=5").statusCode()).isEqualTo(204);
        assertProblem(peer.get(UPLOAD + "mine&length=5"), ProblemType.CONFLICT);
        assertProblem(peer.get(UPLOAD + "new&length=1099511627776"), ProblemType.INSUFFICIENT_STORAGE);
        assertProblem(peer.get(UPLOAD + "new&length=1099511627777"), ProblemType.INVALID_REQUEST);
        assertProblem(peer.get(UPLOAD + "new&length=-1"), ProblemType.INVALID_REQUEST);
        assertProblem(handOver("mine", new byte[5]), ProblemType.CONFLICT);
        assertThat(share.resolve("mine")).hasBinaryContent(new byte[3]);
    }

    @Test
    void onlyABareBodyOfKnownLengthIsTaken() throws Exception {
        assertProblem(
                peer.post(UPLOAD + "a", new byte[5], "Content-Type", "multipart/form-data; boundary=x"),
                ProblemType.UNSUPPORTED_MEDIA_TYPE);
        assertProblem(
                peer.post(UPLOAD + "a", new byte[5], "Content-Type", "text/plain"), ProblemType.UNSUPPORTED_MEDIA_TYPE);
        assertThat(raw(head("Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("Content-Length");
        assertNothingIsLeft();
    }

    @Test
    void aTransferThatBreaksOffLeavesNothing() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), peer.port())) {
            socket.getOutputStream().write(head("Content-Length: 1000000").getBytes(ISO_8859_1));
            socket.getOutputStream().write(new byte[300_000]);
            await().untilAsserted(() ->
                    assertThat(share.resolve(".rangeswarm/incoming")).isNotEmptyDirectory());
        }

        assertNothingIsLeft();
        assertThat(peer.holdings.all()).isEmpty();
    }

    @Test
    void whatIsTakenBackIsServedNoMoreAndStaysOnDisk() throws Exception {
        handOver("a.bin", new byte[7]);
        String id = peer.holdings.all().iterator().next().fileId().hex();

        assertThat(peer.send("DELETE", "/api/v1/shares/" + id).statusCode()).isEqualTo(204);

        assertProblem(peer.get("/files/" + id), ProblemType.UNKNOWN_FILE);
        assertProblem(peer.send("DELETE", "/api/v1/shares/" + id), ProblemType.UNKNOWN_FILE);
        assertProblem(peer.send("DELETE", "/api/v1/shares/xyz"), ProblemType.INVALID_REQUEST);
        assertThat(share.resolve("a.bin")).exists();
        assertThat(new String(peer.get("/api/v1/shares/unshared").body(), UTF_8))
                .isEqualTo("{\"files\":[{\"fileId\":\"" + id + "\",\"name\":\"a.bin\"}],\"total\":1}");
        assertThat(peer.send("DELETE", "/api/v1/shares/unshared/" + id).statusCode())
                .isEqualTo(202);
        assertThat(peer.rescans).hasPositiveValue();
        peer.folder.scan();
        assertThat(peer.get("/files/" + id).statusCode()).isEqualTo(200);
        assertProblem(peer.send("DELETE", "/api/v1/shares/unshared/" + id), ProblemType.UNKNOWN_FILE);
    }

    private static String head(String lengthHeader) {
        return "POST " + UPLOAD + "a HTTP/1.1\r\nHost: localhost\r\nRangeswarm-Control: 1\r\n"
                + "Content-Type: application/octet-stream\r\nConnection: close\r\n" + lengthHeader + "\r\n\r\n";
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), peer.port())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
