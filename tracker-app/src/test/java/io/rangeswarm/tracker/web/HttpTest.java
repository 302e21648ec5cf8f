package io.rangeswarm.tracker.web;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What HTTP itself asks of the tracker: problems for everything, bounds on every body, the actuator. */
class HttpTest extends TrackerCalls {

    @Test
    void unknownPathsAreProblems() {
        problem(get("/api/v1"), ProblemType.NOT_FOUND);
        problem(get("/api/v2/files"), ProblemType.NOT_FOUND);
        problem(get("/index.html"), ProblemType.NOT_FOUND);
        problem(get("/actuator/env"), ProblemType.NOT_FOUND);
        problem(get("/actuator/heapdump"), ProblemType.NOT_FOUND);
        problem(get("/error"), ProblemType.NOT_FOUND);
    }

    @Test
    void methodsAndMediaTypesThatDoNotFitAreProblems() {
        HttpResponse<String> wrongMethod = delete(ApiPaths.FILES, null);
        problem(wrongMethod, ProblemType.METHOD_NOT_ALLOWED);
        assertThat(wrongMethod.headers().firstValue("Allow").orElse("")).contains("GET");
        problem(send(request(ApiPaths.FILES, null).header("Accept", "text/html")), ProblemType.NOT_ACCEPTABLE);
        problem(
                send(request(ApiPaths.PEERS, null)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("port=1"))),
                ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/files%2Fx HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /api/v1/files/%00 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /api/v1/files/%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /api/v1/{x} HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /api/v1/files HTTP/1.1\r\n\r\n",
                "GET /api/v1/files HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "GARBAGE\r\n\r\n",
                "TOO-LARGE"
            })
    void whatTomcatRefusesIsAProblemToo(String request) throws IOException {
        String sent = request.equals("TOO-LARGE")
                ? "GET /api/v1/files HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(9000) + "\r\n\r\n"
                : request;
        String answer = raw(sent);

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("Content-Type: application/problem+json");
        assertThat(answer).contains(ProblemType.INVALID_REQUEST.uri()).doesNotContain("<html", "Tomcat", "Exception");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void declaredBodyOverTheLimitIsRefusedUnread() throws IOException {
        String answer =
                raw("POST /api/v1/peers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                        + (60L << 20) + "\r\n\r\n{");

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains(ProblemType.BODY_TOO_LARGE.uri());
    }

    @Test
    void chunkedBodyOverTheLimitIsRefusedWhenItPassesIt() {
        byte[] start = "{\"files\":[".getBytes(StandardCharsets.US_ASCII);
        byte[] spaces = " ".repeat(9 << 20).getBytes(StandardCharsets.US_ASCII);
        Peer peer = newPeer(9001);
        InputStream body = new SequenceInputStream(new ByteArrayInputStream(start), new ByteArrayInputStream(spaces));

        HttpResponse<String> response = send(request(peer.files(), peer)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> body)));

        problem(response, ProblemType.BODY_TOO_LARGE);
    }

    @Test
    void hugeStringsDeepNestingAndEndlessListsAreRefused() {
        Peer peer = newPeer(9001);

        problem(
                post(ApiPaths.PEERS, null, "{\"port\":1,\"name\":\"" + "x".repeat(1 << 20) + "\"}"),
                ProblemType.INVALID_REQUEST);
        problem(post(ApiPaths.PEERS, null, "{\"x\":" + "[".repeat(100_000)), ProblemType.INVALID_REQUEST);
        problem(post(peer.files(), peer, "{\"files\":[" + "{},".repeat(200_000) + "{}]}"), ProblemType.INVALID_REQUEST);
        problem(post(ApiPaths.PEERS, null, "{\"port\":" + "1".repeat(100_000) + "}"), ProblemType.INVALID_REQUEST);
    }

    @Test
    void statsTellTheSwarmInNumbers() {
        Peer seed = newPeer(9001, file("ten", manifest(10, "ten"), ChunkSet.all(10)));
        newPeer(9002, file("ten", manifest(10, "ten"), ChunkSet.of(10, 1, 2)));
        put(ApiPaths.peerLease(seed.id()), seed, "{\"uploadedBytes\":5,\"downloadedBytes\":7}");
        clock.pass(Duration.ofSeconds(2));

        HttpResponse<String> response = get("/actuator/stats");
        JsonNode stats = ok(response, 200);

        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(stats.get("peers").asInt()).isEqualTo(2);
        assertThat(stats.get("files").asInt()).isOne();
        assertThat(stats.get("seeds").asInt()).isOne();
        assertThat(stats.get("leeches").asInt()).isOne();
        assertThat(stats.get("sharedBytes").asLong()).isEqualTo(10 << 20);
        assertThat(stats.get("chunkCopies").asInt()).isEqualTo(12);
        assertThat(stats.get("uploadedBytes").asInt()).isEqualTo(5);
        assertThat(stats.get("downloadedBytes").asInt()).isEqualTo(7);
        assertThat(stats.get("topFiles").get(0).get("name").asString()).isEqualTo("ten");
    }

    @Test
    void actuatorShowsHealthAndNumbersAndNothingElse() {
        assertThat(read("/actuator/health").get("status").asString()).isEqualTo("UP");
        assertThat(read("/actuator/health/readiness").get("status").asString()).isEqualTo("UP");
        assertThat(read("/actuator/info").isObject()).isTrue();
        newPeer(9001);
        assertThat(get("/actuator/prometheus").body())
                .contains("rangeswarm_tracker_peers ", "rangeswarm_tracker_chunk_registrations_total ");
        assertThat(read("/actuator").get("_links").propertyNames())
                .allMatch(name -> name.matches(
                        "self|stats|info|health(-path)?|prometheus|metrics(-requiredMetricName)?|sbom(-id)?"));
    }
}
