package io.rangeswarm.tracker.web;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A tracker with an access token: nobody gets anything without it, however the call is answered. */
@Timeout(60)
class AccessTest extends TrackerCalls {

    private static final String TOKEN = "correct-horse-battery-staple";

    private final Manifest film = manifest(3, "film");

    @DynamicPropertySource
    static void token(DynamicPropertyRegistry registry) {
        registry.add("rangeswarm.access.token", () -> TOKEN);
    }

    /** As all helpers of {@link TrackerCalls} call: with the token. */
    @Override
    HttpRequest.Builder request(String path, @Nullable Peer as) {
        return super.request(path, as).header(ApiHeaders.ACCESS, TOKEN);
    }

    private HttpResponse<String> stranger(String method, String path) {
        return send(super.request(path, null).method(method, BodyPublishers.noBody()));
    }

    static Stream<String> everyKindOfPath() {
        String id = "ab".repeat(32);
        String peer = "01234567-89ab-cdef-0123-456789abcdef";
        return Stream.of(
                "GET /",
                "GET /swarm.html",
                "GET /ui/common.js",
                "GET /nothing/here",
                "POST /api/v1/peers",
                "GET /api/v1/peers",
                "PUT /api/v1/peers/" + peer + "/lease",
                "DELETE /api/v1/peers/" + peer,
                "POST /api/v1/peers/" + peer + "/files",
                "POST /api/v1/peers/" + peer + "/files/" + id + "/chunks",
                "GET /api/v1/files",
                "GET /api/v1/files/" + id + "/locations",
                "GET /api/v1/files/" + id + "/manifest",
                "GET /api/v1/files/" + id + "/swarm",
                "GET /api/v1/files/" + id + "/link",
                "GET /api/v1/access",
                "GET /files/" + id,
                "GET /files/" + id + ".meta4",
                "GET /actuator",
                "GET /actuator/stats",
                "GET /actuator/metrics",
                "GET /actuator/prometheus",
                "GET /actuator/info",
                "GET /actuator/health/db",
                "GET /v3/api-docs",
                "OPTIONS /api/v1/files",
                "GET /actuator/health/..;/stats",
                "GET /actuator/health/%2e%2e/stats");
    }

    @ParameterizedTest
    @MethodSource("everyKindOfPath")
    void strangersGetNothing(String call) {
        String[] methodAndPath = call.split(" ", 2);
        HttpResponse<String> answer = stranger(methodAndPath[0], methodAndPath[1]);
        problem(answer, ProblemType.ACCESS_TOKEN_NEEDED);
        assertThat(answer.body()).contains("Rangeswarm-Access").doesNotContain(TOKEN);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(asks -> assertThat(asks).startsWith("Basic realm="));
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
    void probesHearUpOrDownAndNoMore(String path) {
        HttpResponse<String> answer = stranger("GET", path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("UP").doesNotContain("details").doesNotContain("components");
    }

    @Test
    void aWrongTokenIsNone() {
        for (String wrong : new String[] {TOKEN + "x", TOKEN.substring(1), TOKEN.toUpperCase(java.util.Locale.ROOT)}) {
            HttpResponse<String> answer =
                    send(super.request("/api/v1/files", null).header(ApiHeaders.ACCESS, wrong));
            assertThat(problem(answer, ProblemType.ACCESS_TOKEN_NEEDED).toString())
                    .doesNotContain(wrong);
        }
    }

    @Test
    void browsersShowItAsAPassword() {
        String basic = Base64.getEncoder().encodeToString(("anybody:" + TOKEN).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> page = send(super.request("/", null).header("Authorization", "Basic " + basic));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Rangeswarm tracker");
    }

    /** The access token opens the door; a peer's own token is still what its records need. */
    @Test
    void aPeersRecordsStillNeedThePeersToken() {
        Peer peer = newPeer(9001, file("film", film, ChunkSet.of(3, 0)));
        problem(post(chunks(peer), null, "{\"chunks\":[1]}"), ProblemType.UNAUTHORIZED);
        assertThat(ok(post(chunks(peer), peer, "{\"chunks\":[1]}"), 200)
                        .get("held")
                        .asInt())
                .isEqualTo(2);
    }

    private String chunks(Peer peer) {
        return peer.files() + "/" + film.fileId() + "/chunks";
    }

    @Test
    void whatIsAnsweredInPlaceNeedsTheTokenToo() throws IOException {
        Peer peer = newPeer(9001, file("film", film, ChunkSet.of(3, 0)));
        String poll = "GET /api/v1/files/" + film.fileId() + "/locations HTTP/1.1\r\nHost: a\r\n";
        String body = "{\"chunks\":[2]}";
        String registration = "POST " + chunks(peer) + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + peer.token()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
        String shown = ApiHeaders.ACCESS + ": " + TOKEN + "\r\n";
        for (int round = 0; round < 3; round++) { // the first looks at the database, the others need not
            assertThat(statusOf(poll + "\r\n")).isEqualTo("401");
            assertThat(statusOf(registration + "\r\n" + body)).isEqualTo("401");
            assertThat(statusOf(poll + shown + "\r\n")).isEqualTo("200");
        }
        assertThat(read("/api/v1/files").get("files").get(0).get("availability").asInt())
                .isZero();
        assertThat(statusOf(registration + shown + "\r\n" + body)).isEqualTo("200");
    }

    /** One call on a connection of its own, sent in one piece as our peers do. */
    private String statusOf(String call) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(call.getBytes(StandardCharsets.ISO_8859_1));
            byte[] start = new byte["HTTP/1.1 200".length()];
            new DataInputStream(socket.getInputStream()).readFully(start);
            return new String(start, StandardCharsets.ISO_8859_1).substring("HTTP/1.1 ".length());
        }
    }

    @Test
    void aSignedLinkLeadsStrangersToSignedLinks() {
        newPeer(9001, file("film", film, ChunkSet.of(3, 0, 1, 2)));
        String path = read(ApiPaths.file(film.fileId()) + "/link").get("path").asString();
        assertThat(path).startsWith("/signed/").endsWith("/" + film.fileId());

        HttpResponse<String> redirect = stranger("GET", path);
        assertThat(redirect.statusCode()).isEqualTo(307);
        assertThat(redirect.headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).startsWith("http://127.0.0.1:9001/signed/"));
        assertThat(redirect.headers().firstValue("Link"))
                .hasValueSatisfying(
                        link -> assertThat(link).contains("</signed/").contains(".meta4>"));

        HttpResponse<String> metalink = stranger("GET", path + ".meta4");
        assertThat(metalink.statusCode()).isEqualTo(200);
        assertThat(metalink.body()).contains("http://127.0.0.1:9001/signed/").doesNotContain(":9001/files/");

        HttpResponse<String> torrent = stranger("GET", path + ".torrent");
        assertThat(torrent.headers().firstValue("Location"))
                .hasValueSatisfying(
                        to -> assertThat(to).contains(":9001/signed/").contains(".torrent?name="));
    }

    @Test
    void aSignedLinkOpensNothingElse() {
        newPeer(9001, file("film", film, ChunkSet.of(3, 0, 1, 2)));
        String path = read(ApiPaths.file(film.fileId()) + "/link").get("path").asString();
        String other = path.replace(film.fileId().hex(), "cd".repeat(32));
        problem(stranger("GET", other), ProblemType.ACCESS_TOKEN_NEEDED);
        problem(stranger("POST", path), ProblemType.ACCESS_TOKEN_NEEDED);
        problem(stranger("GET", path + "/../../../api/v1/files"), ProblemType.ACCESS_TOKEN_NEEDED);
        problem(stranger("GET", path + "/%2e%2e/%2e%2e/%2e%2e/api/v1/files"), ProblemType.ACCESS_TOKEN_NEEDED);
        // A problem behind a signed link tells its reader no grant that he could not have known.
        assertThat(stranger("GET", path + "/..%5cx").body()).doesNotContain(path.split("/", 4)[2]);
    }

    @Test
    void pagesHearHowItIsGuarded() {
        assertThat(read(ApiPaths.ACCESS).get("tokenNeeded").asBoolean()).isTrue();
        assertThat(read(ApiPaths.ACCESS).get("encrypted").asBoolean()).isFalse();
    }
}
