package io.rangeswarm.peer.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ChunkExchanged;
import io.rangeswarm.model.api.Problem;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** The exchange over a real Tomcat: who asks is who calls, and nonsense is named. */
class ExchangeApiTest {

    private static final TestFile FILE = TestFile.of(1, 8 * TestFile.CHUNK);
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path temp;

    private ServingPeer peer;

    @BeforeEach
    void start() throws IOException {
        peer = new ServingPeer(temp.resolve("share"), 2);
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
    }

    private void hold(ChunkSet held) {
        peer.holdings.put(new ServingPeer.Part(FILE.manifest(), held, temp, "file"));
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return post(FILE.fileId().hex(), "application/json", body);
    }

    private HttpResponse<String> post(String id, String type, String body) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + peer.port() + "/api/v1/files/" + id + "/exchange");
        return CLIENT.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> chunk(String... headers) throws IOException, InterruptedException {
        URI uri = URI.create(
                "http://127.0.0.1:" + peer.port() + "/files/" + FILE.fileId().hex());
        return CLIENT.send(
                HttpRequest.newBuilder(uri)
                        .headers(headers)
                        .header("Range", "bytes=0-0")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void newsComeWithAChunkToThoseWhoBringSome() throws Exception {
        Files.write(temp.resolve("file"), FILE.bytes());
        peer.holdings.put(new ServingPeer.Part(FILE.manifest(), ChunkSet.all(8), temp.resolve("file"), "file"));
        post("{\"port\":9090,\"bitfield\":\"AA==\"}");

        HttpResponse<String> answer = chunk("Rangeswarm-News", "port=9090, latest=(3 4)");

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.headers().firstValue("Rangeswarm-News")).hasValue("latest=(), queued=4711");
        assertThat(peer.mentions).containsExactly(List.of(3, 4));
        assertThat(chunk("X", "y").headers().firstValue("Rangeswarm-News"))
                .as("nothing that others did not ask for")
                .isEmpty();
        assertThat(chunk("Rangeswarm-News", "nonsense").headers().firstValue("Rangeswarm-News"))
                .isEmpty();
    }

    private static void assertProblem(HttpResponse<String> answer, ProblemType type) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(type.status());
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(JSON.readValue(answer.body(), Problem.class).type()).isEqualTo(type.uri());
    }

    @Test
    void answersAndLearnsTheCallersAddress() throws Exception {
        hold(ChunkSet.all(8));

        HttpResponse<String> answer = post("{\"port\":7001,\"bitfield\":\"gA==\",\"lacks\":\"fw==\","
                + "\"offersWanted\":2,\"host\":\"10.6.6.6\",\"endpoint\":\"http://10.6.6.6:80\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.body())
                .isEqualTo("{\"of\":8,\"self\":{\"complete\":true},\"peers\":[],\"offers\":[1,2],"
                        + "\"queuedBytes\":4711}");
        assertThat(peer.askers).containsExactly(new PeerEndpoint("http://127.0.0.1:7001"));
    }

    @Test
    void introducesAskersToEachOther() throws Exception {
        hold(ChunkSet.of(8, 7));
        post("{\"port\":7001,\"bitfield\":\"AA==\"}");

        ChunkExchanged second =
                JSON.readValue(post("{\"port\":7002,\"complete\":true}").body(), ChunkExchanged.class);

        assertThat(second.self().chunks(8)).isEqualTo(ChunkSet.of(8, 7));
        assertThat(second.peers()).singleElement().satisfies(other -> {
            assertThat(other.endpoint()).isEqualTo("http://127.0.0.1:7001");
            assertThat(other.held()).isZero();
        });
        assertThat(JSON.readValue(
                                post("{\"port\":7003,\"complete\":true,\"peersWanted\":0}")
                                        .body(),
                                ChunkExchanged.class)
                        .peers())
                .isEmpty();
    }

    @Test
    void whoAsksForWhatIsNotHereHearsSo() throws Exception {
        assertProblem(post("{\"complete\":true}"), ProblemType.UNKNOWN_FILE);
        assertProblem(post("abc", "application/json", "{\"complete\":true}"), ProblemType.INVALID_REQUEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"port\":0,\"complete\":true}; port; port: must be 1 to 65535, not 0",
                "{\"port\":70000,\"complete\":true}; port; port: must be 1 to 65535, not 70000",
                "{\"port\":\"80\",\"complete\":true}; port; port: is not of the right kind",
                "{\"port\":80.5,\"complete\":true}; port; port: is not of the right kind",
                "{\"port\":80}; bitfield; bitfield: send either complete:true or a bitfield",
                "{\"bitfield\":\"gA==\",\"complete\":true}; bitfield; bitfield: send either complete:true or a bitfield",
                "{\"bitfield\":\"gAA=\"}; bitfield; bitfield: a bitfield of 8 chunks has 1 bytes, not 2",
                "{\"bitfield\":\"====\"}; bitfield; bitfield: ",
                "{\"bitfield\":[1]}; bitfield; bitfield: is not of the right kind",
                "{\"complete\":true,\"lacks\":\"gAA=\",\"offersWanted\":1}; lacks; lacks: a bitfield of 8",
                "{\"complete\":true,\"offersWanted\":65}; offersWanted; offersWanted: must be 0 to 64, not 65",
                "{\"complete\":true,\"peersWanted\":-1}; peersWanted; peersWanted: must be 0 to 50, not -1",
                "{\"complete\":true,\"complete\":true}; ; the body is not the JSON",
                "{\"complete\":true} {}; ; the body must be one JSON object",
                "[]; ; the body must be one JSON object",
                "null; ; the body must be one JSON object",
                "{; ; the body is not the JSON",
                "''; ; the body",
            })
    void nonsenseIsNamed(String body, String field, String detail) throws Exception {
        hold(ChunkSet.all(8));

        HttpResponse<String> answer = post(body);

        assertProblem(answer, ProblemType.INVALID_REQUEST);
        Problem problem = JSON.readValue(answer.body(), Problem.class);
        assertThat(problem.detail()).startsWith(detail).doesNotContain("java").doesNotContain("rangeswarm");
        assertThat(problem.field()).isEqualTo(field);
        assertThat(peer.askers).isEmpty();
    }

    @Test
    void takesNoBodyThatIsTooLongOrThatAnyPageCouldSend() throws Exception {
        hold(ChunkSet.all(8));

        assertProblem(post("{\"complete\":true" + " ".repeat(40_000) + "}"), ProblemType.BODY_TOO_LARGE);
        assertProblem(
                post(FILE.fileId().hex(), "text/plain", "{\"port\":80,\"complete\":true}"),
                ProblemType.UNSUPPORTED_MEDIA_TYPE);
        assertThat(peer.get("/api/v1/files/" + FILE.fileId().hex() + "/exchange")
                        .statusCode())
                .isEqualTo(405);
        assertThat(peer.askers).isEmpty();
    }
}
