package io.rangeswarm.tracker.web;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static io.rangeswarm.tracker.core.swarm.Samples.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** PostgreSQL is stopped under a running tracker, and started again. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatabaseAwayTest extends TrackerCalls {

    @TempDir
    static Path folder;

    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = start(0);
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        String url = "postgresql://postgres@localhost:" + server.getPort() + "/postgres";
        registry.add("rangeswarm.tracker.database.url", () -> url);
        registry.add("spring.datasource.hikari.connection-timeout", () -> "500");
        registry.add("spring.datasource.hikari.validation-timeout", () -> "250");
    }

    private static EmbeddedPostgres start(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false);
        if (port > 0) {
            builder.setPort(port);
        }
        return builder.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void callsAreUnavailableMeanwhileAndSucceedAfterwardsWithoutARestart() throws IOException {
        Peer peer = newPeer(9001, whole("two", manifest(2, "two")));
        int serverPort = server.getPort();

        server.close();

        for (HttpResponse<String> answer : callsOf(peer)) {
            problem(answer, ProblemType.UNAVAILABLE);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        }
        assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(503);
        assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);

        server = start(serverPort);

        eventually(() -> get(ApiPaths.FILES));
        for (HttpResponse<String> answer : callsOf(peer)) {
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
        }
        eventually(() -> get("/actuator/health/readiness"));
        assertThat(read(ApiPaths.FILES).get("total").asInt()).isOne();
    }

    private Iterable<HttpResponse<String>> callsOf(Peer peer) {
        return List.of(
                get(ApiPaths.FILES),
                get(ApiPaths.locations(manifest(2, "two").fileId())),
                post(ApiPaths.PEERS, null, "{\"port\":9002}"),
                put(ApiPaths.peerLease(peer.id()), peer, "{}"),
                post(ApiPaths.peerFileChunks(peer.id(), manifest(2, "two").fileId()), peer, "{\"chunks\":[1]}"));
    }

    private static void eventually(Supplier<HttpResponse<String>> call) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> call.get().statusCode() == 200);
    }
}
