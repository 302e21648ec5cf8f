package io.rangeswarm.peer.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.download.Cancellation;
import io.rangeswarm.peer.core.download.ChunkRun;
import io.rangeswarm.peer.core.download.ChunkSource;
import io.rangeswarm.peer.core.download.FetchResult;
import io.rangeswarm.peer.core.store.ChunkStore;
import io.rangeswarm.peer.core.store.ChunkWriter;
import io.rangeswarm.peer.core.store.PartFile;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.store.WriteOutcome;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import mockwebserver3.junit5.StartStop;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OkHttpChunkSourceTest {

    private static final TestFile FILE = TestFile.of(1, TestFile.CHUNK + 1000);
    private static final TestFile LONG = TestFile.of(3, 3 * TestFile.CHUNK + 12_345);
    private static final ByteRange RUN_RANGE = new ByteRange(TestFile.CHUNK, LONG.bytes().length);
    private static final TestFile SMALL = TestFile.of(2, 500);

    @StartStop
    private final MockWebServer server = new MockWebServer();

    @TempDir
    private Path temp;

    private final AtomicLong receivedBytes = new AtomicLong();
    private final OkHttpChunkSource source =
            new OkHttpChunkSource(HttpClients.forChunks(Duration.ofMillis(500)), receivedBytes::addAndGet);
    private PartFile store = unopened();

    @SuppressWarnings("NullAway") // set before each test
    private static PartFile unopened() {
        return null;
    }

    @BeforeEach
    void openStore() throws IOException {
        store = PartFile.create(temp.resolve("d"), new FileName("f"), FILE.manifest());
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    private PeerEndpoint peer() {
        return new PeerEndpoint("http://127.0.0.1:" + server.getPort());
    }

    private FetchResult fetch(int index) {
        return source.fetch(peer(), store, ChunkRun.of(index), new Cancellation(), verified -> {});
    }

    private static MockResponse.Builder chunk(TestFile file, int index) {
        return chunk(file, index, file.chunk(index));
    }

    private static MockResponse.Builder chunk(TestFile file, int index, byte[] body) {
        ByteRange range = file.manifest().layout().rangeOf(index);
        return new MockResponse.Builder()
                .code(206)
                .addHeader("Content-Range", range.asContentRangeHeader(file.bytes().length))
                .addHeader("ETag", "\"" + file.fileId().hex() + "\"")
                .body(new Buffer().write(body));
    }

    private void answer(MockResponse.Builder response) {
        server.enqueue(response.build());
    }

    @Test
    void fetchesAChunkAndAsksForExactlyIt() throws Exception {
        answer(chunk(FILE, 1));

        FetchResult result = fetch(1);

        assertThat(result).isInstanceOf(FetchResult.Verified.class);
        assertThat(store.held()).isEqualTo(ChunkSet.of(2, 1));
        assertThat(receivedBytes).hasValue(1000);
        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine())
                .isEqualTo("GET /files/" + FILE.fileId().hex() + " HTTP/1.1");
        assertThat(request.getHeaders().get("Range")).isEqualTo("bytes=1048576-1049575");
        assertThat(request.getHeaders().get("Cache-Control")).isEqualTo("only-if-cached");
        assertThat(request.getHeaders().get("Accept-Encoding")).isEqualTo("identity");
        assertThat(request.getHeaders().get("Cookie")).isNull();
    }

    @Test
    void tellsItsNewsWithTheRequestAndHearsThoseOfTheAnswer() throws Exception {
        ChunkNews mine = new ChunkNews(OptionalInt.of(9090), List.of(1), OptionalLong.empty());
        ChunkNews theirs = new ChunkNews(OptionalInt.empty(), List.of(5, 6), OptionalLong.of(77));
        answer(chunk(FILE, 1).addHeader("Rangeswarm-News", theirs.asHeader()));
        answer(chunk(FILE, 0).addHeader("Rangeswarm-News", "nonsense"));
        List<Object> told = new ArrayList<>();
        ChunkSource.Client client = new ChunkSource.Client() {
            @Override
            public void verified(int index) {
                told.add(index);
            }

            @Override
            public Optional<ChunkNews> ownNews() {
                return Optional.of(mine);
            }

            @Override
            public void heard(ChunkNews news) {
                told.add(news);
            }
        };

        source.fetch(peer(), store, ChunkRun.of(1), new Cancellation(), client);
        source.fetch(peer(), store, ChunkRun.of(0), new Cancellation(), client);

        assertThat(told).containsExactly(theirs, 1, 0);
        assertThat(server.takeRequest().getHeaders().get("Rangeswarm-News")).isEqualTo("port=9090, latest=(1)");
    }

    private static MockResponse.Builder run(ByteRange range, byte[]... chunks) {
        Buffer body = new Buffer();
        for (byte[] chunk : chunks) {
            body.write(chunk);
        }
        return new MockResponse.Builder()
                .code(206)
                .addHeader("Content-Range", range.asContentRangeHeader(LONG.bytes().length))
                .body(body);
    }

    private FetchResult fetchLong(PartFile into, ChunkRun run, List<Integer> verified) {
        return source.fetch(peer(), into, run, new Cancellation(), verified::add);
    }

    @Test
    void fetchesARunInOneRequestAndTellsEachChunkInTurn() throws Exception {
        List<Integer> verified = new ArrayList<>();
        try (PartFile into = PartFile.create(temp.resolve("l"), new FileName("l"), LONG.manifest())) {
            answer(run(RUN_RANGE, LONG.chunk(1), LONG.chunk(2), LONG.chunk(3)));

            FetchResult result = fetchLong(into, new ChunkRun(1, 3), verified);

            assertThat(result).isInstanceOf(FetchResult.Verified.class);
            assertThat(verified).containsExactly(1, 2, 3);
            assertThat(into.held()).isEqualTo(ChunkSet.of(4, 1, 2, 3));
            assertThat(server.takeRequest().getHeaders().get("Range")).isEqualTo(RUN_RANGE.asRangeHeader());
            assertThat(server.getRequestCount()).isEqualTo(1);
        }
    }

    @Test
    void aWrongChunkEndsTheRunAndTheOnesBeforeItStay() throws Exception {
        List<Integer> verified = new ArrayList<>();
        try (PartFile into = PartFile.create(temp.resolve("l"), new FileName("l"), LONG.manifest())) {
            answer(run(RUN_RANGE, LONG.chunk(1), LONG.wrongChunk(2), LONG.chunk(3)));

            FetchResult result = fetchLong(into, new ChunkRun(1, 3), verified);

            assertThat(result).isInstanceOf(FetchResult.HashMismatch.class);
            assertThat(verified).containsExactly(1);
            assertThat(into.held()).isEqualTo(ChunkSet.of(4, 1));
        }
    }

    @Test
    void aRunThatBreaksOffKeepsWhatCameWhole() throws Exception {
        List<Integer> verified = new ArrayList<>();
        try (PartFile into = PartFile.create(temp.resolve("l"), new FileName("l"), LONG.manifest())) {
            answer(run(RUN_RANGE, LONG.chunk(1), Arrays.copyOf(LONG.chunk(2), 5000))
                    .setHeader("Content-Length", RUN_RANGE.length())
                    .onResponseEnd(new SocketEffect.CloseSocket()));

            FetchResult result = fetchLong(into, new ChunkRun(1, 3), verified);

            assertThat(result).isInstanceOf(FetchResult.Unreachable.class);
            assertThat(verified).containsExactly(1);
            assertThat(into.held()).isEqualTo(ChunkSet.of(4, 1));
        }
    }

    @Test
    void aChunkOfARunThatIsHeldAlreadyIsPassedOver() throws Exception {
        List<Integer> verified = new ArrayList<>();
        try (PartFile into = PartFile.create(temp.resolve("l"), new FileName("l"), LONG.manifest())) {
            TestFile.write(into, 2, LONG.chunk(2));
            answer(run(RUN_RANGE, LONG.chunk(1), LONG.wrongChunk(2), LONG.chunk(3)));

            FetchResult result = fetchLong(into, new ChunkRun(1, 3), verified);

            assertThat(result).isInstanceOf(FetchResult.Verified.class);
            assertThat(verified).containsExactly(1, 3);
        }
    }

    @Test
    void usesOneConnectionForOneRequestAfterAnother() throws Exception {
        answer(chunk(FILE, 0));
        answer(chunk(FILE, 1));
        fetch(0);
        fetch(1);

        server.takeRequest();
        assertThat(server.takeRequest().getConnectionIndex()).isZero();
        assertThat(store.held().isComplete()).isTrue();
    }

    @Test
    void takesTheWholeFileOnlyWhereItIsOneChunk() throws Exception {
        answer(new MockResponse.Builder().code(200).body(new Buffer().write(FILE.bytes())));
        assertThat(fetch(0)).isInstanceOf(FetchResult.BadAnswer.class);

        try (PartFile small = PartFile.create(temp.resolve("s"), new FileName("s"), SMALL.manifest())) {
            answer(new MockResponse.Builder().code(200).body(new Buffer().write(SMALL.bytes())));
            assertThat(source.fetch(peer(), small, ChunkRun.of(0), new Cancellation(), verified -> {}))
                    .isInstanceOf(FetchResult.Verified.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bytes 0-1048574/1049576", "bytes 1048576-1049575/1049577", "bytes */1049576", "bits 1-2/3", ""})
    void refusesAnotherRangeThanItAskedFor(String range) {
        answer(chunk(FILE, 1).setHeader("Content-Range", range));

        assertThat(fetch(1)).isInstanceOf(FetchResult.BadAnswer.class);
        assertThat(receivedBytes).hasValue(0);
    }

    @Test
    void aForeignEtagMeansThatItsFileIsAnotherOne() {
        answer(chunk(FILE, 1).setHeader("ETag", "\"" + "0".repeat(64) + "\""));

        assertThat(fetch(1)).isInstanceOf(FetchResult.FileNotHeld.class);
    }

    @Test
    void anAnswerWithoutEtagIsJudgedByItsBytes() {
        answer(chunk(FILE, 1).removeHeader("ETag"));

        assertThat(fetch(1)).isInstanceOf(FetchResult.Verified.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1001})
    void refusesABodyOfAnotherLength(int length) {
        answer(chunk(FILE, 1, new byte[length]));

        assertThat(fetch(1)).isInstanceOf(FetchResult.BadAnswer.class);
    }

    @Test
    void refusesABodyOfUnknownLength() {
        answer(chunk(FILE, 1).chunkedBody(new Buffer().write(FILE.chunk(1)), 100));

        assertThat(fetch(1)).isInstanceOf(FetchResult.BadAnswer.class);
    }

    @Test
    void refusesCompressedBytes() {
        answer(chunk(FILE, 1).addHeader("Content-Encoding", "gzip"));

        assertThat(fetch(1)).isEqualTo(new FetchResult.BadAnswer("Content-Encoding gzip"));
    }

    @Test
    void tellsWrongBytes() {
        answer(chunk(FILE, 1, FILE.wrongChunk(1)));

        assertThat(fetch(1)).isInstanceOf(FetchResult.HashMismatch.class);
        assertThat(store.held().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"7, 7", "0, 0", "100000, 1", "9999, 60", "soon, 1", "'Wed, 21 Oct 2026 07:28:00 GMT', 1", ", 1"})
    void aBusyPeerSaysWhenToReturn(String header, int seconds) {
        MockResponse.Builder busy = new MockResponse.Builder().code(503);
        if (header != null) {
            busy.addHeader("Retry-After", header);
        }
        answer(busy);
        answer(busy.clone()); // OkHttp itself repeats a request after Retry-After: 0, once

        assertThat(fetch(1)).isEqualTo(new FetchResult.Busy(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @CsvSource({"250, 250", "0, 0", "999999, 60000", "-5, 3000", "soon, 3000", "10000000, 3000"})
    void aPeerOfOursSaysItToTheMillisecond(String header, int millis) {
        answer(new MockResponse.Builder()
                .code(503)
                .addHeader("Retry-After", "3")
                .addHeader(ApiHeaders.RETRY_AFTER_MILLIS, header));

        assertThat(fetch(1)).isEqualTo(new FetchResult.Busy(Duration.ofMillis(millis)));
    }

    @Test
    void tellsApartWhatIsNotHeld() {
        answer(new MockResponse.Builder().code(504));
        assertThat(fetch(1)).isInstanceOf(FetchResult.ChunkNotHeld.class);
        for (int status : new int[] {404, 410, 416}) {
            answer(new MockResponse.Builder().code(status));
            assertThat(fetch(1)).as("%d", status).isInstanceOf(FetchResult.FileNotHeld.class);
        }
        for (int status : new int[] {400, 403, 500, 418}) {
            answer(new MockResponse.Builder().code(status));
            assertThat(fetch(1)).as("%d", status).isEqualTo(new FetchResult.BadAnswer("status " + status));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void followsNoRedirect(int status) {
        answer(new MockResponse.Builder()
                .code(status)
                .addHeader("Location", server.url("/elsewhere").toString()));

        assertThat(fetch(1)).isEqualTo(new FetchResult.BadAnswer("status " + status));
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void givesUpAPeerThatFallsSilent() {
        answer(chunk(FILE, 1).onResponseStart(SocketEffect.Stall.INSTANCE));
        assertThat(fetch(1)).isEqualTo(new FetchResult.Unreachable("did not answer in time"));

        answer(chunk(FILE, 0).onResponseBody(SocketEffect.Stall.INSTANCE));
        assertThat(fetch(0)).isInstanceOf(FetchResult.Unreachable.class);
        assertThat(store.held().isEmpty()).isTrue();
    }

    @Test
    void aBrokenConnectionLeavesTheChunkToOthers() {
        answer(chunk(FILE, 0).onResponseBody(new SocketEffect.CloseSocket()));
        assertThat(fetch(0)).isInstanceOf(FetchResult.Unreachable.class);

        answer(chunk(FILE, 0));
        assertThat(fetch(0)).isInstanceOf(FetchResult.Verified.class);
    }

    @Test
    void nobodyListeningIsUnreachable() throws IOException {
        PeerEndpoint gone = peer();
        server.close();

        FetchResult result = source.fetch(gone, store, ChunkRun.of(0), new Cancellation(), verified -> {});

        assertThat(result).isEqualTo(new FetchResult.Unreachable("refuses connections; is it running?"));
    }

    @Test
    void anAddressThatOkHttpDoesNotTakeIsUnreachable() {
        FetchResult result = source.fetch(
                new PeerEndpoint("http://[fe80::1%25eth0]:80"),
                store,
                ChunkRun.of(0),
                new Cancellation(),
                verified -> {});

        assertThat(result).isInstanceOf(FetchResult.Unreachable.class);
    }

    @Test
    void aCancellationEndsItSoon() throws Exception {
        answer(chunk(FILE, 0).bodyDelay(1, TimeUnit.HOURS));
        OkHttpChunkSource patient =
                new OkHttpChunkSource(HttpClients.forChunks(Duration.ofMinutes(10)), receivedBytes::addAndGet);
        Cancellation cancellation = new Cancellation();
        CompletableFuture<FetchResult> result = CompletableFuture.supplyAsync(
                () -> patient.fetch(peer(), store, ChunkRun.of(0), cancellation, verified -> {}));
        server.takeRequest();

        cancellation.cancel();

        assertThat(result.get(20, TimeUnit.SECONDS)).isInstanceOf(FetchResult.Cancelled.class);
    }

    @Test
    void aRunOfWhichNoMoreIsWantedEndsAfterTheChunkThatIsComing() throws Exception {
        List<Integer> verified = new ArrayList<>();
        ChunkSource.Client client = new ChunkSource.Client() {
            @Override
            public void verified(int index) {
                verified.add(index);
            }

            @Override
            public boolean wantsMore() {
                return verified.isEmpty();
            }
        };
        try (PartFile into = PartFile.create(temp.resolve("l"), new FileName("l"), LONG.manifest())) {
            answer(run(RUN_RANGE, LONG.chunk(1), LONG.chunk(2), LONG.chunk(3)));

            FetchResult result = source.fetch(peer(), into, new ChunkRun(1, 3), new Cancellation(), client);

            assertThat(result).isInstanceOf(FetchResult.Cancelled.class);
            assertThat(verified).containsExactly(1);
            assertThat(into.held()).isEqualTo(ChunkSet.of(4, 1));
            assertThat(receivedBytes).hasValue(TestFile.CHUNK);
        }
    }

    @Test
    void whatIsCancelledBeforehandIsNotAskedFor() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();

        assertThat(source.fetch(peer(), store, ChunkRun.of(0), cancellation, verified -> {}))
                .isInstanceOf(FetchResult.Cancelled.class);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aHeldChunkIsNotNeeded() throws IOException {
        TestFile.write(store, 1, FILE.chunk(1));
        answer(chunk(FILE, 1, FILE.wrongChunk(1)));

        assertThat(fetch(1)).isInstanceOf(FetchResult.NotNeeded.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "accept", "finish"})
    void aFailingDiskIsNotThePeersFault(String where) {
        answer(chunk(FILE, 1));

        FetchResult result =
                source.fetch(peer(), new FailingStore(where), ChunkRun.of(1), new Cancellation(), verified -> {});

        assertThat(result)
                .isInstanceOfSatisfying(
                        FetchResult.DiskFailed.class,
                        failed -> assertThat(failed.cause()).hasMessage("No space left on device"));
    }

    private record FailingStore(String where) implements ChunkStore {

        @Override
        public Manifest manifest() {
            return FILE.manifest();
        }

        @Override
        public ChunkSet held() {
            return ChunkSet.none(2);
        }

        private void failIf(String here) throws IOException {
            if (where.equals(here)) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public ChunkWriter writerFor(int index) throws IOException {
            failIf("open");
            return new ChunkWriter() {
                @Override
                public void accept(ByteBuffer bytes) throws IOException {
                    failIf("accept");
                    bytes.position(bytes.limit());
                }

                @Override
                public WriteOutcome finish() throws IOException {
                    failIf("finish");
                    return new WriteOutcome.Verified();
                }

                @Override
                public void close() {}
            };
        }
    }

    @Test
    void aBodyThatEndsEarlyIsNoChunk() {
        byte[] half = Arrays.copyOf(FILE.chunk(0), TestFile.CHUNK / 2);
        answer(chunk(FILE, 0, half)
                .setHeader("Content-Length", TestFile.CHUNK)
                .onResponseEnd(new SocketEffect.CloseSocket()));

        assertThat(fetch(0)).isInstanceOf(FetchResult.Unreachable.class);
        assertThat(store.held().isEmpty()).isTrue();
    }
}
