package io.rangeswarm.peer.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.access.Access;
import io.rangeswarm.model.access.AccessOptions;
import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.FileId;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer with an access token: nobody gets anything without it, on whichever thread the call is answered. */
@Timeout(60)
class AccessApiTest {

    private static final String TOKEN = "correct-horse-battery-staple";
    private static final int LENGTH = (1 << 20) + 5;

    @TempDir
    private Path temp;

    private ServingPeer peer;
    private byte[] content = {};
    private FileId id;

    @BeforeEach
    void start() throws IOException {
        AccessOptions options = new AccessOptions(TOKEN, null, Duration.ofHours(1));
        peer = new ServingPeer(temp.resolve("share"), 2, Access.by(options, InstantSource.system()));
        content = new byte[LENGTH];
        new Random(6).nextBytes(content);
        Files.write(temp.resolve("share").resolve("film.bin"), content);
        peer.folder.scan();
        id = peer.holdings.all().iterator().next().fileId();
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
    }

    private static void assertRefused(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(new String(answer.body(), UTF_8))
                .contains(ProblemType.ACCESS_TOKEN_NEEDED.uri(), "Rangeswarm-Access")
                .doesNotContain(TOKEN);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET /ui/common.js",
                "GET /nothing",
                "GET /files/ID",
                "HEAD /files/ID",
                "GET /files/ID/film.bin",
                "GET /files/ID.torrent",
                "GET /signed/1-x/ID",
                "GET /chunks/ID",
                "GET /api/v1/files/ID/manifest",
                "GET /api/v1/files/ID/chunks",
                "POST /api/v1/files/ID/exchange",
                "GET /api/v1/files/ID/link",
                "GET /api/v1/access",
                "GET /api/v1/limits",
                "PUT /api/v1/limits",
                "GET /api/v1/shares",
                "POST /api/v1/shares/rescan",
                "GET /actuator",
                "GET /actuator/info",
                "GET /actuator/prometheus",
                "GET /actuator/health/..;/info",
                "GET /actuator/health/%2e%2e/info",
                "OPTIONS /"
            })
    void strangersGetNothing(String call) throws Exception {
        String[] methodAndPath = call.replace("ID", id.hex()).split(" ", 2);
        HttpResponse<byte[]> answer = peer.send(methodAndPath[0], methodAndPath[1]);
        if (methodAndPath[0].equals("HEAD")) {
            assertThat(answer.statusCode()).isEqualTo(401);
        } else {
            assertRefused(answer);
        }
    }

    @Test
    void probesHearUpOrDown() throws Exception {
        HttpResponse<byte[]> answer = peer.get("/actuator/health");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body(), UTF_8)).contains("UP").doesNotContain("details");
    }

    @Test
    void peersShowItInTheirHeader() throws Exception {
        assertThat(peer.get("/files/" + id, ApiHeaders.ACCESS, TOKEN).body()).isEqualTo(content);
        assertThat(peer.sentByKernel).as("zero-copy").hasSize(1);
        assertRefused(peer.get("/files/" + id, ApiHeaders.ACCESS, TOKEN + "x"));
        assertRefused(peer.get("/files/" + id, "Authorization", "Bearer " + TOKEN));
    }

    /** The second request of a connection is answered by the upload loop, before any worker has seen it. */
    @Test
    void everyRequestOfAConnectionNeedsIt() throws Exception {
        String request = "GET /files/" + id + " HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-9\r\n";
        try (Socket socket = new Socket("localhost", peer.port())) {
            socket.setSoTimeout(20_000);
            String shown = ApiHeaders.ACCESS + ": " + TOKEN + "\r\n";
            assertThat(answerTo(socket, request + shown + "\r\n")).startsWith("HTTP/1.1 206");
            socket.getInputStream().readNBytes(10);
            assertThat(answerTo(socket, request + shown + "\r\n")).startsWith("HTTP/1.1 206");
            socket.getInputStream().readNBytes(10);
            assertThat(answerTo(socket, request + "\r\n")).startsWith("HTTP/1.1 401");
        }
    }

    /** Up to the end of the head. */
    private static String answerTo(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(UTF_8));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    @Test
    void aSignedLinkOpensOneFileToEverybody() throws Exception {
        String path = link();
        assertThat(path).startsWith("/signed/").endsWith("/" + id);

        HttpResponse<byte[]> whole = peer.get(path);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(content);
        HttpResponse<byte[]> part = peer.get(path + "/as%20you%20like.bin", "Range", "bytes=7-9");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(content, 7, 10));
        assertThat(peer.sentByKernel).as("zero-copy").hasSize(2);
        assertThat(peer.send("HEAD", path).statusCode()).isEqualTo(200);

        assertRefused(peer.send("POST", path));
        assertRefused(peer.get(path.replace(id.hex(), "cd".repeat(32))));
        assertRefused(peer.get(path + "/%2e%2e/%2e%2e/%2e%2e/api/v1/shares"));
    }

    private String link() throws Exception {
        HttpResponse<byte[]> answer = peer.get("/api/v1/files/" + id + "/link", ApiHeaders.ACCESS, TOKEN);
        String json = new String(answer.body(), UTF_8);
        assertThat(json).contains("\"validSeconds\":3600");
        return json.replaceFirst("(?s).*\"path\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void torrentsHaveSignedWebSeeds() throws Exception {
        HttpResponse<byte[]> torrent = peer.get(link() + ".torrent");
        assertThat(torrent.statusCode()).isEqualTo(200);
        assertThat(new String(torrent.body(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("http://10.0.0.1:8080/signed/", "http://localhost:" + peer.port() + "/signed/")
                .doesNotContain("/files/");
    }

    @Test
    void whoeverShowsItMayControlThePeerFromAnywhere() throws Exception {
        String[] fromAfar = {ApiHeaders.ACCESS, TOKEN, "X-Forwarded-For", "203.0.113.9"};
        assertThat(peer.get("/api/v1/limits", fromAfar).statusCode()).isEqualTo(200);
        assertThat(peer.send("POST", "/api/v1/shares/rescan", fromAfar).statusCode())
                .isEqualTo(202);
        assertRefused(peer.get("/api/v1/limits", "X-Forwarded-For", "203.0.113.9"));
    }

    @Test
    void aPageOfAnotherOriginMayNot() throws Exception {
        String password = Base64.getEncoder().encodeToString(("me:" + TOKEN).getBytes(UTF_8));
        String[] own = {"Authorization", "Basic " + password, "Origin", "http://localhost:" + peer.port()};
        String[] foreign = {"Authorization", "Basic " + password, "Origin", "http://evil.example"};
        assertThat(peer.get("/api/v1/limits", own).statusCode()).isEqualTo(200);
        assertThat(peer.get("/api/v1/limits", foreign).statusCode()).isEqualTo(403);
    }
}
