package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitComplete;
import static io.rangeswarm.swarm.Client.awaitHeld;
import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ChunkPage;
import io.rangeswarm.model.api.FilePage;
import io.rangeswarm.model.api.FileRegistration;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.api.Locations;
import io.rangeswarm.model.api.PeerPage;
import io.rangeswarm.model.api.PeerView;
import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The protocol's table, row by row: each of these promises between real processes. */
class LabProtocolIT {

    private static final String BIG = "big.bin";
    private static final byte[] BIG_BYTES = TestFiles.bytes(1, 24 * MIB);
    private static final Manifest BIG_MANIFEST = TestFiles.manifest(BIG_BYTES);

    /** Each is fetched in one test only, by the one leech that they share. */
    private static final TestFiles.Sample LIED_ABOUT = TestFiles.sample("lied-about.bin", 11, 24 * MIB);

    private static final TestFiles.Sample WATCHED = TestFiles.sample("watched.bin", 12, 24 * MIB);
    private static final TestFiles.Sample ASSEMBLED = TestFiles.sample("assembled.bin", 13, 24 * MIB);

    private static final String NESTED = "nested/deep folder/naïve.txt";
    private static final int SMALL_FILES = 1100;
    private static final int ALL_FILES = SMALL_FILES + 5;

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static ChaosProxy uplink;
    private static AppProcess tracker;
    private static AppProcess seed;
    private static AppProcess leech;

    @BeforeAll
    static void startTrackerAndSeed() throws IOException {
        Path share = swarm.folder("seed");
        TestFiles.write(share.resolve(BIG), BIG_BYTES);
        for (TestFiles.Sample sample : List.of(LIED_ABOUT, WATCHED, ASSEMBLED)) {
            TestFiles.write(share.resolve(sample.name()), sample.content());
        }
        TestFiles.write(share.resolve(NESTED), TestFiles.bytes(2, 3000));
        for (int i = 0; i < SMALL_FILES; i++) {
            TestFiles.write(share.resolve("small/" + i + ".txt"), TestFiles.bytes(1000 + i, 20));
        }
        uplink = new ChaosProxy();
        tracker = swarm.tracker("tracker", "--logging.level.c2ms=debug");
        seed = swarm.peer("seed", tracker, "--endpoint=" + uplink.url(), "--logging.level.s2p=debug");
        leech = swarm.peer("leech", tracker, "--logging.level.p2s=debug");
        uplink.leadsTo(seed.port());
        eventually("all files are listed").until(() -> Client.list(tracker, "").total() == ALL_FILES);
    }

    @AfterAll
    static void closeUplink() throws IOException {
        uplink.close();
    }

    @BeforeEach
    void makeUplinkFast() {
        uplink.limitTo(0);
    }

    @Test
    @DisplayName("server accepts many clients at once, until each disconnects")
    void serverAcceptsManyClientsAtOnceUntilEachDisconnects() throws IOException {
        TestFiles.write(swarm.folder("vanishing").resolve("mortal.bin"), TestFiles.bytes(3, 100));
        AppProcess forgetful = swarm.tracker("forgetful-tracker", "--rangeswarm.tracker.lease=5s");
        AppProcess vanishing = swarm.peer("vanishing", forgetful);
        awaitListed(forgetful, "mortal.bin");

        List<FakePeer.Membership> clients = IntStream.range(0, 32)
                .parallel()
                .mapToObj(i -> FakePeer.absent(forgetful.url(), 20_000 + i))
                .toList();
        assertThat(Client.peers(forgetful)).isEqualTo(33);

        clients.subList(0, 16).forEach(FakePeer.Membership::leave);
        assertThat(Client.peers(forgetful)).isEqualTo(17);

        vanishing.kill();
        eventually("who does not call any more is gone").until(() -> Client.peers(forgetful) == 0);
        assertThat(Client.list(forgetful, "").total()).isZero();
    }

    @Test
    @DisplayName("file list request: the files one can download, not who has which chunk")
    void fileListNamesFilesAndNotTheirHolders() {
        String url = tracker.url() + ApiPaths.FILES;
        Set<String> ids = new HashSet<>();
        for (int page = 0; page < 3; page++) {
            FilePage files = Http.get(url + "?size=500&page=" + page, FilePage.class);
            assertThat(files.total()).isEqualTo(ALL_FILES);
            files.files().forEach(file -> ids.add(file.fileId()));
        }
        assertThat(ids).hasSize(ALL_FILES);

        String found = Http.get(url + "?q=BIG").text();
        assertThat(found).contains(BIG, BIG_MANIFEST.fileId().hex());
        assertThat(found).doesNotContain("endpoint", "peerId", "bitfield", "http://");
    }

    @Test
    @DisplayName("leave request: clean disconnect, the client's files leave the list")
    void leaveRequestOnSigtermTakesTheFilesOffTheListAtOnce() throws IOException {
        TestFiles.write(swarm.folder("leaver").resolve("passing.bin"), TestFiles.bytes(4, 100));
        AppProcess leaver = swarm.peer("leaver", tracker);
        awaitListed(tracker, "passing.bin");

        leaver.terminate();

        assertThat(leaver.awaitExit()).isEqualTo(143);
        assertThat(Client.listed(tracker, "passing.bin")).isEmpty();
    }

    @Test
    @DisplayName("file register request: count of files, endpoint IP and port, metadata of each")
    void fileRegisterRequestTakesAnyNumberOfFilesWithNestedNames() {
        FileView nested = Client.listed(tracker, NESTED).orElseThrow();
        Manifest expected = TestFiles.manifest(TestFiles.bytes(2, 3000));
        assertThat(nested.fileId()).isEqualTo(expected.fileId().hex());
        assertThat(nested.sha256()).isEqualTo(expected.globalHash().hex());
        assertThat(nested.length()).isEqualTo(3000);
        assertThat(nested.chunkCount()).isEqualTo(1);

        PeerView registered = Http.get(tracker.url() + ApiPaths.PEERS, PeerPage.class).peers().stream()
                .filter(peer -> peer.endpoint().equals(uplink.url()))
                .findFirst()
                .orElseThrow();
        assertThat(registered.files()).isEqualTo(ALL_FILES);
    }

    @Test
    @DisplayName("file location request: its sources, and per chunk for people")
    void fileLocationRequestNamesTheSourcesOfTheFileAndOfEachChunk() {
        Locations locations = Http.get(tracker.url() + ApiPaths.locations(BIG_MANIFEST.fileId()), Locations.class);
        assertThat(locations.pollAfterMillis()).isPositive();
        assertThat(Optional.ofNullable(locations.peers()).orElseThrow()).anySatisfy(peer -> {
            assertThat(peer.endpoint()).isEqualTo(uplink.url());
            assertThat(peer.complete()).isTrue();
        });

        ChunkPage page =
                Http.get(tracker.url() + ApiPaths.chunks(BIG_MANIFEST.fileId()) + "?from=2&limit=3", ChunkPage.class);
        assertThat(page.chunkCount()).isEqualTo(24);
        assertThat(page.chunks()).hasSize(3);
        ChunkPage.Chunk chunk = page.chunks().get(0);
        assertThat(chunk.range()).isEqualTo("2097152-3145727");
        assertThat(chunk.holders()).isPositive();
        assertThat(Http.get(chunk.urls().get(0), "Range", "bytes=" + chunk.range())
                        .sha256())
                .isEqualTo(chunk.sha256())
                .isEqualTo(BIG_MANIFEST.chunkHash(2).hex());
    }

    @Test
    @DisplayName("chunk register request: chunks received become sources for others")
    void chunksReceivedBecomeSourcesForOthersInTheMiddleOfTheDownload() {
        uplink.limitTo(2 * MIB);
        Client.fetch(leech, BIG);
        Location partial = eventually("a leech is listed with what it has")
                .until(() -> Client.location(tracker, BIG_MANIFEST.fileId(), leech), Optional::isPresent)
                .orElseThrow();
        assertThat(partial.complete()).isNull();
        ChunkSet registered = eventually("some chunks are registered")
                .until(
                        () -> Client.location(tracker, BIG_MANIFEST.fileId(), leech)
                                .orElseThrow()
                                .chunks(24),
                        chunks -> !chunks.isEmpty());

        int held = registered.stream().findFirst().orElseThrow();
        assertThat(chunk(leech, held).sha256())
                .isEqualTo(BIG_MANIFEST.chunkHash(held).hex());

        AppProcess second = swarm.peer("second-leech", tracker, "--fetch=" + BIG);
        eventually("the second leech has fetched from the first")
                .until(() -> Client.download(second, BIG_MANIFEST.fileId()).sources().stream()
                        .anyMatch(source -> source.endpoint().endsWith(":" + leech.port()) && source.bytes() > 0));
    }

    private static Http.Answer chunk(AppProcess peer, int index) {
        ByteRange range = BIG_MANIFEST.layout().rangeOf(index);
        return Http.get(peer.url() + ApiPaths.content(BIG_MANIFEST.fileId()), "Range", range.asRangeHeader());
    }

    @Test
    @DisplayName("client's server side: GET_CHUNK by file, chunk and hash, many on one connection, answered in order")
    void chunksAreServedByRangeAndByHashInOrderOnOneConnection() throws IOException {
        Sha256 third = BIG_MANIFEST.chunkHash(3);
        ByteRange fifth = BIG_MANIFEST.layout().rangeOf(5);
        try (RawConnection connection = new RawConnection(seed)) {
            connection.ask(ApiPaths.chunk(third));
            connection.ask(ApiPaths.content(BIG_MANIFEST.fileId()), "Range: " + fifth.asRangeHeader());
            connection.ask(ApiPaths.chunk(third), "Range: bytes=0-9");

            assertThat(Sha256.hash(connection.readAnswer())).isEqualTo(third);
            assertThat(Sha256.hash(connection.readAnswer())).isEqualTo(BIG_MANIFEST.chunkHash(5));
            assertThat(connection.readAnswer()).hasSize(10);
        }
    }

    @Test
    @DisplayName("client's server side: LEAVE ends the connections in order, requests in flight are finished")
    void requestInFlightIsFinishedOnSigterm() throws IOException {
        byte[] content = TestFiles.bytes(5, 48 * MIB);
        Manifest manifest = TestFiles.manifest(content);
        TestFiles.write(swarm.folder("departing").resolve("long.bin"), content);
        AppProcess departing = swarm.peer("departing", tracker);
        awaitListed(tracker, "long.bin");
        try (RawConnection idle = new RawConnection(departing);
                RawConnection busy = new RawConnection(departing)) {
            idle.ask(ApiPaths.content(manifest.fileId()), "Range: bytes=0-9");
            assertThat(idle.readAnswer()).hasSize(10);
            busy.ask(ApiPaths.content(manifest.fileId()));
            int length = busy.readHead();
            byte[] beginning = busy.read(MIB);

            departing.terminate();
            eventually("it has left the tracker")
                    .until(() -> Client.listed(tracker, "long.bin").isEmpty());

            byte[] rest = busy.read(length - beginning.length);
            assertThat(rest).hasSize(47 * MIB);
            assertThat(rest).isEqualTo(Arrays.copyOfRange(content, MIB, content.length));
            assertThat(busy.isAtEnd()).isTrue();
            assertThat(idle.isAtEnd()).isTrue();
        }
        assertThat(departing.awaitExit()).isEqualTo(143);
    }

    @Test
    @DisplayName("client's peer side: many threads from many sources, MAX_QUEUED_REQUEST")
    void requestsUnderWayAreBoundedInAllAndPerSource() throws IOException {
        byte[] content = TestFiles.bytes(6, 24 * MIB);
        Manifest manifest = TestFiles.manifest(content);
        FakePeer.Gauge all = new FakePeer.Gauge();
        // Each chunk has one source, so that no request is doubled and cancelled, which a source sees too late.
        int[] even = IntStream.range(0, 12).map(i -> 2 * i).toArray();
        int[] odd = IntStream.range(0, 12).map(i -> 2 * i + 1).toArray();
        try (FakePeer one = new FakePeer(content, all).limitTo(6 * MIB);
                FakePeer other = new FakePeer(content, all).limitTo(6 * MIB)) {
            FileName name = new FileName("two-sources.bin");
            one.register(tracker.url()).share(FileRegistration.of(name, manifest, ChunkSet.of(24, even)));
            other.register(tracker.url()).share(FileRegistration.of(name, manifest, ChunkSet.of(24, odd)));

            AppProcess leech = swarm.peer(
                    "bounded-leech",
                    tracker,
                    "--fetch=two-sources.bin",
                    "--rangeswarm.peer.max-queued-requests=3",
                    "--rangeswarm.peer.requests-per-source=2");
            awaitComplete(leech, manifest.fileId());

            assertThat(all.most()).isEqualTo(3);
            assertThat(one.requests().most()).isEqualTo(2);
            assertThat(other.requests().most()).isEqualTo(2);
            assertThat(all.begun()).isEqualTo(24);
        }
    }

    @Test
    @DisplayName("chunk request: chunk checked against its hash")
    void lyingPeerCannotMakeAWrongByteBeKept() throws IOException {
        uplink.limitTo(4 * MIB);
        try (FakePeer liar = new FakePeer(FakePeer.corrupted(LIED_ABOUT.content(), LIED_ABOUT.manifest()))) {
            liar.register(tracker.url()).share(LIED_ABOUT.name(), LIED_ABOUT.manifest());
            Client.fetch(leech, LIED_ABOUT.name());
            eventually("the liar is not asked any more")
                    .until(() -> Client.download(leech, LIED_ABOUT.fileId()).sources().stream()
                            .anyMatch(source -> source.endpoint().equals(liar.url()) && source.banned()));
            uplink.limitTo(0);
            awaitComplete(leech, LIED_ABOUT.fileId());

            assertThat(swarm.folder("leech").resolve(LIED_ABOUT.name())).hasBinaryContent(LIED_ABOUT.content());
            assertThat(leech.log()).contains(liar.url() + " sent wrong bytes for chunk");
        }
    }

    @Test
    @DisplayName("file locations refreshed while downloading, UPDATE_FILE_LOCATION_FREQUENCY")
    void sourceThatAppearsInTheMiddleOfADownloadIsUsed() throws IOException {
        uplink.limitTo(MIB);
        Client.fetch(leech, WATCHED.name());
        awaitHeld(leech, WATCHED.fileId(), 1);
        try (FakePeer late = new FakePeer(WATCHED.content())) {
            late.register(tracker.url()).share(WATCHED.name(), WATCHED.manifest());

            eventually("the new source is asked").until(() -> late.requests().begun() > 0);
            awaitComplete(leech, WATCHED.fileId());
        }
    }

    @Test
    @DisplayName("file reassembled, global hash checked")
    void fileGetsItsNameOnlyWhenItIsWholeAndChecked() {
        uplink.limitTo(4 * MIB);
        Client.fetch(leech, ASSEMBLED.name());
        awaitHeld(leech, ASSEMBLED.fileId(), 2);
        Path file = swarm.folder("leech").resolve(ASSEMBLED.name());
        Path part = swarm.folder("leech/.rangeswarm/downloads")
                .resolve(ASSEMBLED.fileId().hex());
        assertThat(file).doesNotExist();
        assertThat(part).isDirectory();

        uplink.limitTo(0);
        awaitComplete(leech, ASSEMBLED.fileId());

        assertThat(file).hasBinaryContent(ASSEMBLED.content());
        eventually("nothing is left of the download").until(() -> !Files.exists(part));
        eventually("the leech has become a seed")
                .until(() -> Boolean.TRUE.equals(Client.location(tracker, ASSEMBLED.fileId(), leech)
                        .orElseThrow()
                        .complete()));
    }

    @Test
    @DisplayName("protocol options at the top of the two files")
    void optionsComeFromTheFileTheEnvironmentAndTheCommandLineTheLastWins() throws IOException {
        Path home = swarm.folder("configured");
        Files.createDirectories(home.resolve("sharedFolder"));
        String edited = Files.readString(Path.of("../application.yml"))
                .replaceFirst("tracker: http://localhost:8080 ", "tracker: " + tracker.url() + " ")
                .replaceFirst("name: +# --name", "name: from-file # --name")
                .replaceFirst("zone: +# --zone", "zone: from-file # --zone")
                .replaceFirst("endpoint: +# --endpoint", "endpoint: http://127.0.0.2:1 # --endpoint");
        Files.writeString(home.resolve("application.yml"), edited);

        swarm.start(
                "configured",
                home,
                Map.of("RANGESWARM_PEER_ZONE", "from-environment", "RANGESWARM_PEER_ENDPOINT", "http://127.0.0.3:1"),
                Swarm.jar("peer"),
                List.of("--rangeswarm.peer.endpoint=http://127.0.0.4:1"));

        PeerView peer = eventually("it registers with the tracker that the file names")
                .until(
                        () -> Http.get(tracker.url() + ApiPaths.PEERS, PeerPage.class).peers().stream()
                                .filter(registered -> "from-file".equals(registered.name()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(peer.zone()).isEqualTo("from-environment");
        assertThat(peer.endpoint()).isEqualTo("http://127.0.0.4:1");

        AppProcess ls = swarm.start("ls", home, Map.of(), Swarm.jar("peer"), List.of("ls", "big"));
        assertThat(ls.awaitExit()).isZero();
        assertThat(ls.output()).contains(BIG);
    }

    @Test
    @DisplayName("VERBOSE_C2MS, VERY_VERBOSE_P2S per side")
    void messageLogOfEachSideIsTurnedOnByItself() {
        Client.fetch(leech, NESTED);
        String id = TestFiles.manifest(TestFiles.bytes(2, 3000)).fileId().hex();
        eventually("it has the file")
                .until(() -> Files.exists(swarm.folder("leech").resolve(NESTED)));
        Http.ok(Http.get(leech.url() + "/files/" + id));

        assertThat(leech.log()).containsPattern("DEBUG p2s: chunk 0 of " + id.substring(0, 8));
        assertThat(leech.log()).doesNotContainPattern("DEBUG (c2ms|s2p)");
        assertThat(seed.log()).containsPattern("DEBUG s2p: GET /files/" + id);
        assertThat(seed.log()).doesNotContainPattern("DEBUG (c2ms|p2s)");
        assertThat(tracker.log()).containsPattern("DEBUG c2ms: .*POST /api/v1/peers");
        assertThat(tracker.log()).doesNotContainPattern("DEBUG (s2p|p2s)");
    }

    @Test
    @DisplayName("python server.py, python client.py ./sharedFolder")
    void twoCommandsWithoutOptionsMakeASwarm() throws IOException {
        assumeTrue(isFree(8080), "port 8080, the tracker's own, is taken on this machine");
        Path home = swarm.folder("home");
        TestFiles.write(home.resolve("sharedFolder/first.txt"), TestFiles.bytes(7, 100));

        AppProcess server = swarm.start("server", home, Map.of(), Swarm.jar("tracker"), List.of());
        AppProcess client = swarm.start("client", home, Map.of(), Swarm.jar("peer"), List.of("--share=./sharedFolder"));

        assertThat(server.url()).isEqualTo("http://localhost:8080");
        awaitListed(server, "first.txt");
        assertThat(client.port()).isBetween(9090, 9190);
        assertThat(home.resolve("tracker-data")).isDirectory();
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port)) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
