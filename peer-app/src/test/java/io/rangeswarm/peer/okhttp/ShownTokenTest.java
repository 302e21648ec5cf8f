package io.rangeswarm.peer.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.access.AccessToken;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.time.Duration;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer shows with its calls. */
@Timeout(60)
class ShownTokenTest {

    private static final AccessToken TOKEN = new AccessToken("correct-horse-battery-staple");

    @StartStop
    private final MockWebServer server = new MockWebServer();

    private final ClientSetup closed = new ClientSetup(Duration.ofMillis(500), Optional.of(TOKEN), Optional.empty());

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyCallShowsTheToken(boolean forChunks) throws Exception {
        OkHttpClient client = forChunks ? HttpClients.forChunks(closed) : HttpClients.forCalls(closed);
        assertThat(shownBy(client)).isEqualTo(TOKEN.value());
    }

    @Test
    void inAnOpenSwarmThereIsNothingToShow() throws Exception {
        assertThat(shownBy(HttpClients.forCalls(new ClientSetup(Duration.ofMillis(500)))))
                .isNull();
    }

    private @Nullable String shownBy(OkHttpClient client) throws Exception {
        server.enqueue(new MockResponse.Builder().code(204).build());
        try (Response response = client.newCall(
                        new Request.Builder().url(server.url("/files/x")).build())
                .execute()) {
            assertThat(response.code()).isEqualTo(204);
        }
        return server.takeRequest().getHeaders().get("Rangeswarm-Access");
    }

    /** Who answers with a redirect would be told the token, or have it told to others. */
    @Test
    void followsNoRedirects() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(307)
                .setHeader("Location", server.url("/elsewhere"))
                .build());
        PeerEndpoint tracker = new PeerEndpoint("http://127.0.0.1:" + server.getPort());
        Reply<?> reply = new OkHttpTracker(tracker, HttpClients.forCalls(closed))
                .file(TestFile.of(1, 10).fileId());
        assertThat(reply).isInstanceOf(Reply.Refused.class);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aRefusalSaysHowToGiveTheTokenAndNothingOfIt() {
        String problem = "{\"type\":\"%s\",\"status\":401,\"detail\":\"this needs the access token\"}"
                .formatted(ProblemType.ACCESS_TOKEN_NEEDED.uri());
        server.enqueue(new MockResponse.Builder().code(401).body(problem).build());
        PeerEndpoint tracker = new PeerEndpoint("http://127.0.0.1:" + server.getPort());
        Reply<?> reply = new OkHttpTracker(tracker, HttpClients.forCalls(closed))
                .file(TestFile.of(1, 10).fileId());
        assertThat(reply.isRefusedAs(ProblemType.ACCESS_TOKEN_NEEDED)).isTrue();
        assertThat(reply.why()).contains("127.0.0.1", "--access-token-file").doesNotContain(TOKEN.value());
    }
}
