package io.rangeswarm.peer.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rangeswarm.model.api.FileRegistration;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.api.LeaseRenewal;
import io.rangeswarm.model.api.Locations;
import io.rangeswarm.model.api.PeerChunks;
import io.rangeswarm.model.api.PeerRegistered;
import io.rangeswarm.model.api.PeerRegistration;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.ManifestCodec;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.PeerCredentials;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import mockwebserver3.junit5.StartStop;
import okio.Buffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@Timeout(60)
class OkHttpTrackerTest {

    private static final TestFile FILE = TestFile.of(1, 2000);
    private static final FileId ID = FILE.fileId();
    private static final PeerCredentials SELF = new PeerCredentials("peer-7", "hush-hush");
    private static final String PROBLEM = "{\"type\":\"urn:rangeswarm:problem:%s\",\"detail\":\"%s\",\"status\":%d}";

    @StartStop
    private final MockWebServer server = new MockWebServer();

    private OkHttpTracker tracker = trackerAt(1);

    private static OkHttpTracker trackerAt(int port) {
        return new OkHttpTracker(
                new PeerEndpoint("http://127.0.0.1:" + port), HttpClients.forCalls(Duration.ofMillis(500)));
    }

    @BeforeEach
    void connect() {
        tracker = trackerAt(server.getPort());
    }

    private void answer(int status, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());
    }

    private RecordedRequest request() throws InterruptedException {
        return server.takeRequest();
    }

    private static String body(RecordedRequest request) {
        return Objects.requireNonNull(request.getBody()).utf8();
    }

    private static void assertAuthorized(RecordedRequest request) {
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer hush-hush");
    }

    @Test
    void registers() throws Exception {
        answer(201, "{\"peerId\":\"p-1\",\"token\":\"t-1\",\"leaseSeconds\":30,\"pollAfterMillis\":500,\"new\":1}");

        Reply<PeerRegistered> reply =
                tracker.register(new PeerRegistration("http://10.0.0.1:9090", null, "n", null), Optional.empty());

        assertThat(reply.answer()).contains(new PeerRegistered("p-1", "t-1", 30, 500));
        RecordedRequest request = request();
        assertThat(request.getRequestLine()).isEqualTo("POST /api/v1/peers HTTP/1.1");
        assertThat(body(request)).isEqualTo("{\"endpoint\":\"http://10.0.0.1:9090\",\"name\":\"n\"}");
        assertThat(request.getHeaders().get("Content-Type")).startsWith("application/json");
        assertThat(request.getHeaders().get("Authorization")).isNull();
    }

    @Test
    void registersAgainAsWhoItWas() throws Exception {
        answer(200, "{\"peerId\":\"peer-7\",\"token\":\"hush-hush\",\"leaseSeconds\":30,\"pollAfterMillis\":500}");

        tracker.register(new PeerRegistration(null, 9090, null, null), Optional.of(SELF));

        assertAuthorized(request());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "[]",
                "",
                "\"ok\"",
                "{\"peerId\":\"../..\",\"token\":\"t\",\"leaseSeconds\":1,\"pollAfterMillis\":1}",
                "{\"peerId\":\"p\",\"token\":\"a\\nb\",\"leaseSeconds\":1,\"pollAfterMillis\":1}",
                "<html><body>It works!</body></html>"
            })
    void whatNoTrackerWouldAnswerIsNoAnswer(String body) {
        answer(201, body);

        Reply<PeerRegistered> reply = tracker.register(new PeerRegistration(null, 9090, null, null), Optional.empty());

        assertThat(reply).isInstanceOf(Reply.Unreachable.class);
        assertThat(reply.why()).contains("does not answer as Rangeswarm would").doesNotContain("\n");
    }

    @Test
    void renewsItsLease() throws Exception {
        server.enqueue(new MockResponse.Builder().code(204).build());

        assertThat(tracker.renewLease(SELF, new LeaseRenewal(5L, null)).answer())
                .contains(true);

        RecordedRequest request = request();
        assertThat(request.getRequestLine()).isEqualTo("PUT /api/v1/peers/peer-7/lease HTTP/1.1");
        assertThat(body(request)).isEqualTo("{\"uploadedBytes\":5}");
        assertAuthorized(request);
    }

    @Test
    void leaves() throws Exception {
        server.enqueue(new MockResponse.Builder().code(204).build());

        assertThat(tracker.leave(SELF).answer()).contains(true);

        RecordedRequest request = request();
        assertThat(request.getRequestLine()).isEqualTo("DELETE /api/v1/peers/peer-7 HTTP/1.1");
        assertAuthorized(request);
    }

    @Test
    void registersFiles() throws Exception {
        answer(
                200,
                "{\"registered\":[{\"fileId\":\"" + ID + "\",\"name\":\"a\"}],"
                        + "\"rejected\":[{\"name\":\"b\",\"problem\":\"no\"}]}");

        var reply = tracker.registerFiles(
                SELF, List.of(FileRegistration.of(new FileName("a"), FILE.manifest(), ChunkSet.all(1))));

        assertThat(reply.answer().orElseThrow().registered()).hasSize(1);
        assertThat(reply.answer().orElseThrow().rejected()).hasSize(1);
        RecordedRequest request = request();
        assertThat(request.getRequestLine()).isEqualTo("POST /api/v1/peers/peer-7/files HTTP/1.1");
        assertThat(body(request))
                .startsWith("{\"files\":[{")
                .contains("\"name\":\"a\"", "\"length\":2000", "\"chunkSize\":1048576", "\"held\":\"all\"");
        assertAuthorized(request);
    }

    @Test
    void withdrawsAFile() throws Exception {
        server.enqueue(new MockResponse.Builder().code(204).build());

        assertThat(tracker.withdrawFile(SELF, ID).answer()).contains(true);

        assertThat(request().getRequestLine()).isEqualTo("DELETE /api/v1/peers/peer-7/files/" + ID + " HTTP/1.1");
    }

    @Test
    void registersChunks() throws Exception {
        answer(200, "{\"held\":3,\"of\":9}");

        assertThat(tracker.registerChunks(SELF, ID, List.of(3, 7))
                        .answer()
                        .orElseThrow()
                        .held())
                .isEqualTo(3);

        RecordedRequest request = request();
        assertThat(request.getRequestLine()).isEqualTo("POST /api/v1/peers/peer-7/files/" + ID + "/chunks HTTP/1.1");
        assertThat(body(request)).isEqualTo("{\"chunks\":[3,7]}");
    }

    @Test
    void listsAndSearchesFiles() throws Exception {
        for (int i = 0; i < 3; i++) {
            answer(200, "{\"files\":[],\"page\":0,\"size\":5,\"total\":0}");
        }
        assertThat(tracker.files("", 2, 5).answer()).isPresent();
        assertThat(request().getTarget()).isEqualTo("/api/v1/files?page=2&size=5");

        tracker.files("a b&c=\u00e9/..", 0, 5);
        assertThat(request().getTarget()).isEqualTo("/api/v1/files?page=0&size=5&q=a%20b%26c%3D%C3%A9%2F..");

        tracker.filesWithSha256("ab");
        assertThat(request().getTarget()).isEqualTo("/api/v1/files?sha256=ab");
    }

    @Test
    void asksForOneFile() throws Exception {
        answer(
                200,
                "{\"fileId\":\"" + ID + "\",\"names\":[\"a\"],\"length\":5,\"chunkSize\":1048576,\"chunkCount\":1,"
                        + "\"sha256\":\"ab\",\"seeds\":1,\"leeches\":0,\"availability\":1}");

        FileView file = tracker.file(ID).answer().orElseThrow();

        assertThat(file.names()).containsExactly("a");
        assertThat(request().getTarget()).isEqualTo("/api/v1/files/" + ID);
    }

    @Test
    void aFileWithoutWhatItMustHaveIsNoAnswer() {
        answer(200, "{\"names\":[\"a\"],\"length\":5}");

        assertThat(tracker.file(ID)).isInstanceOf(Reply.Unreachable.class);
    }

    @Test
    void takesTheManifestThatHashesToTheId() throws Exception {
        answerManifest(FILE.manifest());

        assertThat(tracker.manifest(ID).answer()).contains(FILE.manifest());

        RecordedRequest request = request();
        assertThat(request.getTarget()).isEqualTo("/api/v1/files/" + ID + "/manifest");
        assertThat(request.getHeaders().get("Accept")).isEqualTo("application/octet-stream");
    }

    private void answerManifest(Manifest manifest) {
        server.enqueue(new MockResponse.Builder()
                .body(new Buffer().write(ManifestCodec.encode(manifest)))
                .build());
    }

    @Test
    void takesNoOtherManifest() {
        answerManifest(TestFile.of(2, 2000).manifest());
        assertThat(tracker.manifest(ID)).isInstanceOf(Reply.Unreachable.class);

        answer(200, "rangeswarm/1\nand nonsense");
        assertThat(tracker.manifest(ID)).isInstanceOf(Reply.Unreachable.class);
    }

    @Test
    void asksForLocationsAsItself() throws Exception {
        answer(
                200,
                "{\"fileId\":\"" + ID + "\",\"pollAfterMillis\":700,"
                        + "\"peers\":[{\"peerId\":\"x\",\"endpoint\":\"http://10.0.0.1:9\",\"complete\":true},null]}");

        Locations locations = tracker.locations(ID, Optional.of(SELF)).answer().orElseThrow();

        assertThat(locations.pollAfterMillis()).isEqualTo(700);
        assertThat(locations.peers()).hasSize(2);
        RecordedRequest request = request();
        assertThat(request.getTarget()).isEqualTo("/api/v1/files/" + ID + "/locations");
        assertAuthorized(request);
    }

    @Test
    void tellsProblemsByTheirType() {
        answer(404, PROBLEM.formatted("unknown-peer", "who?", 404));

        Reply<Boolean> reply = tracker.renewLease(SELF, new LeaseRenewal(null, null));

        assertThat(reply.isRefusedAs(ProblemType.UNKNOWN_PEER)).isTrue();
        assertThat(reply.why()).isEqualTo("who?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "<html>404</html>", "{\"type\":\"about:blank\"}", "[1]"})
    void aRefusalThatIsNoProblemIsNotTakenForOneOfOurs(String body) {
        answer(404, body);

        Reply<FileView> reply = tracker.file(ID);

        assertThat(reply).isInstanceOf(Reply.Refused.class);
        assertThat(((Reply.Refused<FileView>) reply).problem()).isEmpty();
        assertThat(reply.why()).contains("answered 404").contains("is the address right?");
    }

    @Test
    void othersTextsAreOneShortLine() {
        answer(400, PROBLEM.formatted("invalid-request", "line\\nERROR forged \\u001b[31m" + "x".repeat(5000), 400));

        assertThat(tracker.file(ID).why()).isEqualTo("line");

        answer(400, PROBLEM.formatted("invalid-request", "\\u001b[31m" + "x".repeat(5000), 400));
        assertThat(tracker.file(ID).why()).hasSizeLessThan(310).doesNotContain("\u001b");
    }

    @Test
    void followsNoRedirect() {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .addHeader("Location", server.url("/elsewhere").toString())
                .build());

        assertThat(tracker.file(ID)).isInstanceOf(Reply.Refused.class);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void readsNoEndlessAnswer() {
        server.enqueue(new MockResponse.Builder()
                .body(new Buffer().write(new byte[(8 << 20) + 1]))
                .build());

        assertThat(tracker.files("", 0, 5).why()).contains("more than 8388608 bytes");
    }

    @Test
    void saysInOneLineWhyItIsUnreachable() throws IOException {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        assertThat(tracker.file(ID).why()).endsWith("did not answer in time");

        server.close();
        Reply<FileView> reply = tracker.file(ID);
        assertThat(reply).isInstanceOf(Reply.Unreachable.class);
        assertThat(reply.why()).isEqualTo(tracker.endpoint() + " refuses connections; is it running?");
    }

    @Test
    void logsNoToken() {
        Logger logger = (Logger) LoggerFactory.getLogger("c2ms");
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        logger.setLevel(Level.TRACE);
        try {
            answer(201, "{\"peerId\":\"p\",\"token\":\"hush-hush\",\"leaseSeconds\":30,\"pollAfterMillis\":500}");
            Reply<PeerRegistered> reply =
                    tracker.register(new PeerRegistration(null, 1, null, null), Optional.of(SELF));

            assertThat(reply.toString()).doesNotContain("hush");
            assertThat(logged.list)
                    .isNotEmpty()
                    .noneMatch(event -> event.getFormattedMessage().contains("hush"));
        } finally {
            logger.detachAppender(logged);
            logger.setLevel(null);
        }
    }

    @Test
    void asksNeighboursLikewise() throws Exception {
        OkHttpNeighbours neighbours = new OkHttpNeighbours(HttpClients.forCalls(Duration.ofMillis(500)));
        PeerEndpoint peer = tracker.endpoint();
        answer(200, "{\"chunkCount\":1,\"self\":{\"complete\":true},\"peers\":[]}");
        answerManifest(FILE.manifest());

        PeerChunks chunks = neighbours.chunks(peer, ID).answer().orElseThrow();
        assertThat(Objects.requireNonNull(chunks.self()).chunks(1).isComplete()).isTrue();
        assertThat(request().getTarget()).isEqualTo("/api/v1/files/" + ID + "/chunks");
        assertThat(neighbours.manifest(peer, ID).answer()).contains(FILE.manifest());

        PeerEndpoint odd = new PeerEndpoint("http://[fe80::1%25eth0]:80");
        assertThat(neighbours.chunks(odd, ID)).isInstanceOf(Reply.Unreachable.class);
        assertThat(neighbours.manifest(odd, ID)).isInstanceOf(Reply.Unreachable.class);
    }
}
