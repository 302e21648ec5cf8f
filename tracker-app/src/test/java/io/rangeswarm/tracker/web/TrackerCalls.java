package io.rangeswarm.tracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.FileRegistration;
import io.rangeswarm.model.api.FilesRegistration;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.tracker.TestClock;
import io.rangeswarm.tracker.TrackerMain;
import io.rangeswarm.tracker.core.swarm.PeerRegistry;
import io.rangeswarm.tracker.core.swarm.SharedFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole tracker on a real port with a real database file; each test finds it empty. */
@SpringBootTest(classes = TrackerMain.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("tracker")
@Import(TrackerCalls.Time.class)
abstract class TrackerCalls {

    static final Duration LEASE = Duration.ofSeconds(30);
    static final int NEW_PEERS_AT_ONCE = 300;

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TestConfiguration(proxyBeanMethods = false)
    static class Time {

        @Bean
        @Primary
        TestClock testClock() {
            return new TestClock();
        }
    }

    @DynamicPropertySource
    static void options(DynamicPropertyRegistry registry) {
        registry.add("rangeswarm.tracker.data", TrackerCalls::newFolder);
        registry.add("rangeswarm.tracker.request-body-max", () -> "8MB");
        registry.add("rangeswarm.tracker.new-peers-at-once-max", () -> NEW_PEERS_AT_ONCE);
        registry.add("rangeswarm.tracker.new-peers-per-second-max", () -> 1);
    }

    private static String newFolder() {
        try {
            return Files.createTempDirectory("tracker-test").toString();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Autowired
    TestClock clock;

    @Autowired
    PeerRegistry registry;

    @Autowired
    JsonMapper json;

    @LocalServerPort
    int port;

    @BeforeEach
    void emptyTheTracker() {
        clock.pass(LEASE.multipliedBy(10));
        registry.sweep();
    }

    /** A registered peer. */
    record Peer(String id, String token) {

        String files() {
            return ApiPaths.peerFiles(id);
        }
    }

    Peer newPeer(int peerPort) {
        JsonNode answer = ok(post(ApiPaths.PEERS, null, "{\"port\":" + peerPort + "}"), 201);
        return new Peer(answer.get("peerId").asString(), answer.get("token").asString());
    }

    Peer newPeer(int peerPort, SharedFile... files) {
        Peer peer = newPeer(peerPort);
        share(peer, files);
        return peer;
    }

    JsonNode share(Peer peer, SharedFile... files) {
        return ok(post(peer.files(), peer, batch(files)), 200);
    }

    String batch(SharedFile... files) {
        return json.writeValueAsString(new FilesRegistration(Arrays.stream(files)
                .map(file -> FileRegistration.of(file.name(), file.manifest(), file.held()))
                .toList()));
    }

    static SharedFile file(String name, Manifest manifest, ChunkSet held) {
        return new SharedFile(new FileName(name), manifest, held);
    }

    HttpRequest.Builder request(String path, @Nullable Peer as) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        return as == null ? request : request.header("Authorization", "Bearer " + as.token());
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    HttpResponse<String> get(String path) {
        return send(request(path, null));
    }

    HttpResponse<String> get(String path, @Nullable Peer as) {
        return send(request(path, as));
    }

    HttpResponse<String> delete(String path, @Nullable Peer as) {
        return send(request(path, as).DELETE());
    }

    HttpResponse<String> post(String path, @Nullable Peer as, String body) {
        return send(request(path, as).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> put(String path, @Nullable Peer as, String body) {
        return send(request(path, as).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body)));
    }

    JsonNode ok(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response.body().isEmpty() ? json.createObjectNode() : json.readTree(response.body());
    }

    JsonNode read(String path) {
        return ok(get(path), 200);
    }

    /** The answer is this problem, in full and without anything of Java in it. */
    JsonNode problem(HttpResponse<String> response, ProblemType type) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(type.status());
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = json.readTree(response.body());
        assertThat(problem.get("type").asString()).isEqualTo(type.uri());
        assertThat(problem.get("title").asString()).isEqualTo(type.title());
        assertThat(problem.get("status").asInt()).isEqualTo(type.status());
        assertThat(problem.get("detail").asString())
                .isNotBlank()
                .doesNotContain("java.", "jackson", "Exception", "springframework", "StreamRead");
        return problem;
    }

    /** The answer is a 400 problem about this field. */
    void invalid(HttpResponse<String> response, String field) {
        JsonNode problem = problem(response, ProblemType.INVALID_REQUEST);
        assertThat(problem.path("field").asString("")).as(response.body()).isEqualTo(field);
        assertThat(problem.get("detail").asString()).startsWith(field + ":");
    }
}
