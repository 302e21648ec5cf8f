package io.rangeswarm.peer.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.ManifestCodec;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.holding.Holding;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The peer's HTTP interface over a real Tomcat, byte for byte. */
class ServingTest {

    private static final int MIB = 1 << 20;
    private static final int SLOTS = 2;
    private static final String END_OF_HEAD = "\r\n".repeat(2);

    /** More than the sockets' buffers between two ends hold, so that a reader who stops keeps a transfer going. */
    private static final int BIG = 64 * MIB;

    @TempDir
    private Path temp;

    private Path share;
    private ServingPeer peer;

    @BeforeEach
    void start() throws IOException {
        share = temp.resolve("share");
        peer = new ServingPeer(share, SLOTS);
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
    }

    @Test
    void clientsServerSideServesChunksByFileChunkAndHash() throws Exception {
        byte[] bytes = shared("dir/file ü.bin", 3 * MIB + 5);
        Manifest manifest = onlyHolding().manifest();
        for (int index = 0; index < manifest.layout().chunkCount(); index++) {
            byte[] chunk = Arrays.copyOfRange(
                    bytes, (int) manifest.layout().rangeOf(index).start(), (int)
                            manifest.layout().rangeOf(index).end());

            HttpResponse<byte[]> byRange =
                    peer.get(file(), "Range", manifest.layout().rangeOf(index).asRangeHeader());
            HttpResponse<byte[]> byHash =
                    peer.get("/chunks/" + manifest.chunkHash(index).hex());

            assertThat(byRange.statusCode()).isEqualTo(206);
            assertThat(byRange.body()).isEqualTo(chunk);
            assertThat(byHash.statusCode()).isEqualTo(200);
            assertThat(byHash.body()).isEqualTo(chunk);
            assertThat(header(byHash, "ETag"))
                    .isEqualTo('"' + manifest.chunkHash(index).hex() + '"');
        }
        assertThat(peer.sentByKernel).as("zero-copy").hasSize(8);
    }

    @Test
    void aPartHasExactlyTheHeadersOfTheContract() throws Exception {
        byte[] bytes = shared("dir/file ü.bin", 3 * MIB + 5);
        Manifest manifest = onlyHolding().manifest();

        HttpResponse<byte[]> answer = peer.get(file(), "Range", "bytes=1048576-2097151");

        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(bytes, MIB, 2 * MIB));
        assertThat(header(answer, "Content-Range")).isEqualTo("bytes 1048576-2097151/3145733");
        assertThat(header(answer, "Content-Length")).isEqualTo("1048576");
        assertThat(header(answer, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(answer, "ETag")).isEqualTo('"' + manifest.fileId().hex() + '"');
        assertThat(header(answer, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(header(answer, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Content-Disposition"))
                .isEqualTo("attachment; filename=\"file _.bin\"; filename*=UTF-8''file%20%C3%BC.bin");
        assertThat(header(answer, "Repr-Digest")).isEqualTo("sha-256=:" + base64(manifest.globalHash()) + ":");
        assertThat(header(answer, "Digest")).isEqualTo("SHA-256=" + base64(manifest.globalHash()));
        assertThat(header(answer, "Content-Digest")).isEqualTo("sha-256=:" + base64(manifest.chunkHash(1)) + ":");
        assertThat(answer.headers().firstValue("Transfer-Encoding")).isEmpty();
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void sendsTheWholeFileAlsoToWhoAcceptsCompression() throws Exception {
        byte[] bytes = shared("file.txt", 2 * MIB);

        HttpResponse<byte[]> answer = peer.get(file(), "Accept-Encoding", "gzip, br");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(bytes);
        assertThat(header(answer, "Content-Length")).isEqualTo("2097152");
        assertThat(answer.headers().firstValue("Content-Range")).isEmpty();
        await().untilAsserted(() -> assertThat(peer.slots.uploadedBytes()).isEqualTo(2 * MIB));
    }

    @Test
    void headTellsWithoutSending() throws Exception {
        shared("file", 2 * MIB);

        HttpResponse<byte[]> answer = peer.send("HEAD", file(), "Range", "bytes=0-0");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Length")).isEqualTo("2097152");
        assertThat(answer.body()).isEmpty();
        assertThat(peer.slots.uploadedBytes()).isZero();
    }

    @Test
    void theEmptyFileIsServed() throws Exception {
        shared("empty", 0);

        HttpResponse<byte[]> answer = peer.get(file());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Length")).isEqualTo("0");
        assertThat(peer.get(file(), "Range", "bytes=0-").statusCode()).isEqualTo(416);
        assertThat(peer.slots.active()).isZero();
    }

    @Test
    void conditionsAreHeeded() throws Exception {
        byte[] bytes = shared("file", 100);
        String tag = '"' + onlyHolding().fileId().hex() + '"';

        HttpResponse<byte[]> known = peer.get(file(), "If-None-Match", "W/" + tag);
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(header(known, "ETag")).isEqualTo(tag);

        HttpResponse<byte[]> stale = peer.get(file(), "Range", "bytes=0-9", "If-Range", "\"old\"");
        assertThat(stale.statusCode()).isEqualTo(200);
        assertThat(stale.body()).isEqualTo(bytes);
        assertThat(peer.get(file(), "Range", "bytes=0-9", "If-Range", tag).statusCode())
                .isEqualTo(206);
        assertProblem(peer.get(file(), "If-Match", "\"old\""), ProblemType.PRECONDITION_FAILED);
    }

    @Test
    void namesAreOnlyLabels() throws Exception {
        shared("dir/file ü.bin", 10);

        for (String name : List.of("dir/file%20%C3%BC.bin", "file%20%C3%BC.bin", "", "dir", "other.exe", "x.torrent")) {
            HttpResponse<byte[]> answer = peer.get(file() + "/" + name);
            assertThat(answer.statusCode()).as(name).isEqualTo(200);
            assertThat(header(answer, "Content-Disposition")).as(name).endsWith("UTF-8''file%20%C3%BC.bin");
        }
    }

    @Test
    void whatIsNotHereIsAProblem() throws Exception {
        String zeros = "0".repeat(64);
        assertProblem(peer.get("/files/" + zeros), ProblemType.UNKNOWN_FILE);
        assertProblem(peer.get("/chunks/" + zeros), ProblemType.NOT_FOUND);
        assertProblem(peer.get("/files/xyz"), ProblemType.INVALID_REQUEST);
        assertProblem(peer.get("/files/"), ProblemType.INVALID_REQUEST);
        assertProblem(peer.get("/files"), ProblemType.INVALID_REQUEST);
        assertProblem(peer.get("/chunks/" + zeros + "/x"), ProblemType.INVALID_REQUEST);
        assertProblem(peer.get("/api/v1/files/" + zeros + "/manifest"), ProblemType.UNKNOWN_FILE);
        assertProblem(peer.get("/api/v1/files/xyz/chunks"), ProblemType.INVALID_REQUEST);
        assertProblem(peer.get("/nowhere"), ProblemType.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void contentHasNoOtherMethods(String method) throws Exception {
        shared("file", 10);

        String answer = raw(method + " " + file() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 405 ").containsIgnoringCase("Allow: GET, HEAD");
    }

    @Test
    void aDownloadUnderWayServesWhatItHoldsAndRefusesTheRestAtOnce() throws Exception {
        byte[] bytes = shared("file", 3 * MIB);
        Holding whole = onlyHolding();
        peer.holdings.put(new ServingPeer.Part(
                whole.manifest(), ChunkSet.of(3, 1), whole.verifiedPath().orElseThrow(), "file"));

        assertThat(peer.get(file(), "Range", "bytes=1048576-2097151").body())
                .isEqualTo(Arrays.copyOfRange(bytes, MIB, 2 * MIB));
        assertProblem(peer.get(file()), ProblemType.CHUNK_NOT_HELD);
        assertProblem(
                peer.get(file(), "Range", "bytes=1048576-2097152", "Cache-Control", "only-if-cached"),
                ProblemType.CHUNK_NOT_HELD);
        assertThat(peer.get("/chunks/" + whole.manifest().chunkHash(1)).statusCode())
                .isEqualTo(200);
        assertProblem(peer.get("/chunks/" + whole.manifest().chunkHash(0)), ProblemType.NOT_FOUND);

        HttpResponse<byte[]> chunks = peer.get("/api/v1/files/" + whole.fileId() + "/chunks");
        assertThat(new String(chunks.body(), UTF_8)).contains("\"bitfield\":\"QA==\"", "http://10.0.0.2:9090");
    }

    @Test
    void aFileThatChangedOnDiskIsRefusedAndFoundAgainByTheNextScan() throws Exception {
        shared("file", 100);
        String before = file();
        byte[] after = bytes(101);
        Files.write(share.resolve("file"), after);

        assertProblem(peer.get(before), ProblemType.UNKNOWN_FILE);
        assertThat(peer.rescans).hasValue(1);

        peer.folder.scan();
        assertProblem(peer.get(before), ProblemType.UNKNOWN_FILE);
        assertThat(peer.get(file()).body()).isEqualTo(after);
    }

    @Test
    void aConnectionIsGoodForTheNextRequestAfterEveryRefusal() throws Exception {
        shared("file", 3 * MIB);
        String[] requests = {
            "GET " + file() + " HTTP/1.1\r\nHost: localhost\r\nRange: bytes=99999999-\r\n\r\n",
            "GET /files/" + "0".repeat(64) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "HEAD " + file() + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET " + file() + " HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-3\r\n\r\n",
            "GET " + file() + " HTTP/1.1\r\nHost: localhost\r\nRange: bytes=1-4\r\nConnection: close\r\n\r\n",
        };

        String answers = raw(String.join("", requests)); // pipelined, so that a stray byte would show

        assertThat(Pattern.compile("HTTP/1\\.1 (\\d+) ")
                        .matcher(answers)
                        .results()
                        .map(status -> status.group(1)))
                .containsExactly("416", "404", "200", "206", "206");
        assertThat(answers).contains("Content-Range: bytes */3145728\r\n");
    }

    @Test
    void aSlotIsHeldAsLongAsTheTransferAndFreedWhenTheClientLeaves() throws Exception {
        shared("big", BIG);
        try (Socket one = startReading(file());
                Socket two = startReading(file())) {
            assertThat(peer.slots.active()).isEqualTo(2);

            HttpResponse<byte[]> refused = peer.get(file(), "Range", "bytes=0-9");
            assertProblem(refused, ProblemType.UNAVAILABLE);
            assertThat(header(refused, "Retry-After")).isEqualTo("1");
            assertThat(peer.get(file(), "Range", "bytes=" + BIG + "-").statusCode())
                    .as("what sends no bytes needs no slot")
                    .isEqualTo(416);

            hangUp(one);
            await().until(() -> peer.slots.active() == 1);
            assertThat(peer.get(file(), "Range", "bytes=0-9").statusCode()).isEqualTo(206);

            drain(two);
            await().until(() -> peer.slots.active() == 0);
            assertThat(two.isClosed()).as("idle, but open").isFalse();
        }
        assertThat(peer.slots.uploadedBytes()).isGreaterThan(BIG).isLessThan(2L * BIG);
    }

    @Test
    void aClientWhoStopsReadingLosesItsSlotInTime() throws Exception {
        peer.close();
        peer = new ServingPeer(share, SLOTS, "server.tomcat.connection-timeout=300ms");
        shared("big", BIG);
        try (Socket stuck = startReading(file())) {
            await().until(() -> peer.slots.active() == 0);
            assertThat(stuck.isConnected()).isTrue();
        }
    }

    @Test
    void aLoneClientIsNeverRefusedForItsOwnFinishedRequests() throws Exception {
        peer.close();
        peer = new ServingPeer(share, 1);
        shared("file", 4 * MIB);
        for (int round = 0; round < 300; round++) {
            int length = round % 3 == 0 ? 4 * MIB : 64 << 10;
            // The client reuses one connection, or another: it must make no difference.
            String connection = round % 5 == 0 ? "close" : "keep-alive";
            String answer = raw(
                    "GET " + file() + " HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-" + (length - 1)
                            + "\r\nConnection: " + connection + "\r\n\r\n",
                    length);
            assertThat(answer).startsWith("HTTP/1.1 206 ");
        }
        assertThat(peer.slots.refused()).isZero();
        await().until(() -> peer.slots.active() == 0);
    }

    @Test
    void inFlightTransfersFinishOnShutdown() throws Exception {
        shared("big", BIG);
        try (Socket socket = startReading(file())) {
            CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> peer.context.close());
            await().until(() -> refusesConnections(peer.port()));

            assertThat(drainToTheEnd(socket)).as("all bytes of head and body").isGreaterThan(BIG);
            closing.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void theManifestIsServedAsOnTheTracker() throws Exception {
        shared("file", 2 * MIB);
        Manifest manifest = onlyHolding().manifest();
        String path = "/api/v1/files/" + manifest.fileId() + "/manifest";

        HttpResponse<byte[]> canonical = peer.get(path, "Accept", "application/octet-stream");
        HttpResponse<byte[]> json = peer.get(path);

        assertThat(Sha256.hash(canonical.body())).isEqualTo(manifest.fileId().manifestHash());
        assertThat(ManifestCodec.decode(canonical.body())).isEqualTo(manifest);
        assertThat(header(canonical, "Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
        assertThat(header(json, "Content-Type")).isEqualTo("application/json");
        assertThat(new String(json.body(), UTF_8)).contains("\"chunkCount\":2");
        assertThat(peer.get(path, "If-None-Match", header(json, "ETag")).statusCode())
                .isEqualTo(304);
        assertProblem(peer.get(path, "Accept", "text/html"), ProblemType.NOT_ACCEPTABLE);
        assertProblem(peer.get(path, "Accept", "nonsense"), ProblemType.INVALID_REQUEST);
    }

    @Test
    void listsWhatIsHeldPageByPageAndRescansOnDemand() throws Exception {
        shared("b", 2 * MIB);
        shared("a", 5);

        String page = new String(peer.get("/api/v1/shares?size=1").body(), UTF_8);
        assertThat(page).contains("\"names\":[\"a\"]", "\"total\":2", "\"complete\":true", "\"link\":\"/files/");
        assertThat(page).doesNotContain("\"b\"");
        assertProblem(peer.get("/api/v1/shares?size=1001"), ProblemType.INVALID_REQUEST);
        assertProblem(peer.get("/api/v1/shares?page=-1"), ProblemType.INVALID_REQUEST);
        assertProblem(peer.get("/api/v1/shares?page=x"), ProblemType.INVALID_REQUEST);
        assertThat(peer.send("POST", "/api/v1/shares/rescan").statusCode()).isEqualTo(202);
        assertThat(peer.rescans).hasValue(1);
        assertProblem(peer.get("/api/v1/shares/rescan"), ProblemType.METHOD_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/files/a%2Fb", "/files/%00", "/files/%zz", "/api/v1/files/..%2f..%2fetc/manifest"})
    void whatTomcatRefusesItselfIsAProblemToo(String path) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("Content-Type: application/problem+json")
                .contains(ProblemType.INVALID_REQUEST.uri())
                .doesNotContain("<html", "Exception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example:9090",
                "9090.example",
                "10.1.2.3",
                "[fe80::1]:9090",
                "127.0.0.1.nip.io",
                ""
            })
    void aPageWhoseNameResolvesToThisMachineLearnsNothing(String host) throws Exception {
        String answer = raw("GET /api/v1/shares HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403 ").contains(ProblemType.FORBIDDEN.uri());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:9090", "127.0.0.1", "127.0.0.1:1", "[::1]:9090", "LOCALHOST:1"})
    void literalHostsAreThisMachine(String host) throws Exception {
        String answer = raw("GET /api/v1/shares HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aPageOfAnotherOriginMayNotWrite() throws Exception {
        assertProblem(
                peer.send("POST", "/api/v1/shares/rescan", "Origin", "http://evil.example"), ProblemType.FORBIDDEN);
        assertProblem(peer.send("POST", "/api/v1/shares/rescan", "Origin", "null"), ProblemType.FORBIDDEN);
        assertThat(peer.send("POST", "/api/v1/shares/rescan", "Origin", "http://localhost:" + peer.port())
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void aBodyOverTheLimitIsRefused() throws Exception {
        HttpResponse<byte[]> refused = peer.post("/api/v1/shares/rescan", new byte[MIB + 1]);

        assertProblem(refused, ProblemType.BODY_TOO_LARGE);
        assertThat(peer.post("/api/v1/shares/rescan", new byte[MIB]).statusCode())
                .isEqualTo(202);
    }

    private byte[] shared(String name, int length) throws IOException {
        byte[] bytes = bytes(length);
        Files.createDirectories(share.resolve(name).getParent());
        Files.write(share.resolve(name), bytes);
        peer.folder.scan();
        return bytes;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private Holding onlyHolding() {
        assertThat(peer.holdings.all()).hasSize(1);
        return peer.holdings.all().iterator().next();
    }

    private String file() {
        return "/files/" + onlyHolding().fileId();
    }

    private static String header(HttpResponse<?> answer, String name) {
        assertThat(answer.headers().allValues(name)).as(name).hasSize(1);
        return answer.headers().firstValue(name).orElseThrow();
    }

    private static void assertProblem(HttpResponse<byte[]> answer, ProblemType type) {
        assertThat(answer.statusCode()).isEqualTo(type.status());
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(new String(answer.body(), UTF_8))
                .contains(type.uri(), "\"detail\":\"")
                .doesNotContain("Exception");
    }

    private static String base64(Sha256 hash) {
        return Base64.getEncoder().encodeToString(hash.bytes());
    }

    /** Sends the request and reads to the end of the connection. */
    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    /** Sends the request and reads as many bytes after the head. */
    private String raw(String request, int bodyLength) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith(END_OF_HEAD)) {
                head.append((char) in.read());
            }
            in.readNBytes(head.toString().startsWith("HTTP/1.1 206") ? bodyLength : 0);
            return head.toString();
        }
    }

    /** Asks for the path, reads the first byte of the answer and no more. */
    private Socket startReading(String path) throws IOException {
        Socket socket = connect();
        String request = String.join("\r\n", "GET " + path + " HTTP/1.1", "Host: localhost", "", "");
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    /** Reads at least as many bytes as the body of {@link #BIG} has. */
    private static void drain(Socket socket) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int total = 0; total < BIG; ) {
            int count = socket.getInputStream().read(buffer);
            assertThat(count).as("bytes after " + total).isPositive();
            total += count;
        }
    }

    /** Reads until the server closes the connection; returns how many bytes came. */
    private static long drainToTheEnd(Socket socket) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        for (int count = 0; count >= 0; count = socket.getInputStream().read(buffer)) {
            total += count;
        }
        return total;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 << 10);
        socket.connect(new InetSocketAddress("localhost", peer.port()));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void hangUp(Socket socket) throws IOException {
        socket.close();
    }

    private static boolean refusesConnections(int port) {
        try (Socket socket = new Socket("localhost", port)) {
            return !socket.isConnected();
        } catch (IOException refused) {
            return true;
        }
    }
}
