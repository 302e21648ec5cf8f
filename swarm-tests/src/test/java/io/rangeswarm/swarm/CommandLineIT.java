package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What people and scripts see of the command line: exit codes, which line goes where, and what is said of mistakes. */
class CommandLineIT {

    private static final String SONG = "songs/été à la mer.bin";
    private static final byte[] SONG_BYTES = TestFiles.bytes(1, 16 * MIB + 3);
    private static final Manifest SONG_MANIFEST = TestFiles.manifest(SONG_BYTES);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static ChaosProxy uplink;
    private static AppProcess tracker;
    private static AppProcess seed;

    @BeforeAll
    static void startTrackerAndSeed() throws IOException {
        Path share = swarm.folder("seed");
        TestFiles.write(share.resolve(SONG), SONG_BYTES);
        TestFiles.write(share.resolve("a/same.txt"), TestFiles.bytes(2, 10));
        TestFiles.write(share.resolve("b/same.txt"), TestFiles.bytes(3, 10));
        uplink = new ChaosProxy();
        tracker = swarm.tracker("tracker");
        seed = swarm.peer("seed", tracker, "--endpoint=" + uplink.url());
        uplink.leadsTo(seed.port());
        awaitListed(tracker, SONG);
    }

    @AfterAll
    static void closeUplink() throws IOException {
        uplink.close();
    }

    @BeforeEach
    void makeUplinkFast() {
        uplink.limitTo(0);
    }

    private static AppProcess get(String file, String folder, String... more) {
        List<String> arguments = new ArrayList<>(List.of("get", file, "--to=" + folder, "--tracker=" + tracker.url()));
        arguments.addAll(List.of(more));
        return swarm.command(arguments.toArray(String[]::new));
    }

    /** Ends with this code; one line on stderr tells why, and all of these stand there. */
    private static void assertFails(AppProcess command, int exitCode, String... says) {
        assertThat(command.awaitExit()).as(command.log()).isEqualTo(exitCode);
        assertThat(command.errors()).contains(says);
        assertThat(command.errors().lines().filter(line -> line.startsWith("peer-app: ")))
                .as(command.errors())
                .hasSize(1)
                .allMatch(line -> line.contains(says[0]));
        assertThat(command.output()).isEmpty();
    }

    @Test
    void getByNameIdOrSha256EndsWith0AndItsLastLineOnStdoutIsThePath() {
        List<AppProcess> commands = List.of(
                get(SONG, "by-name"),
                get(SONG_MANIFEST.fileId().hex(), "by-id"),
                get(SONG_MANIFEST.globalHash().hex(), "by-sha256"));
        List<String> folders = List.of("by-name", "by-id", "by-sha256");
        for (int i = 0; i < commands.size(); i++) {
            AppProcess command = commands.get(i);
            assertThat(command.awaitExit()).as(command.log()).isZero();
            Path file = swarm.folder(folders.get(i)).resolve(SONG);
            assertThat(command.output().strip()).isEqualTo(realPath(file));
            assertThat(file).hasBinaryContent(SONG_BYTES);
            assertThat(swarm.folder(folders.get(i)).resolve(".rangeswarm")).doesNotExist();
        }
    }

    private static String realPath(Path file) {
        try {
            return file.toRealPath().toString();
        } catch (IOException missing) {
            throw new AssertionError(missing);
        }
    }

    @Test
    void jsonIsOneObjectPerLineAndNothingElse() {
        AppProcess get = get(SONG, "json", "--json");
        AppProcess ls = swarm.command("ls", "--json", "--tracker=" + tracker.url());
        AppProcess locations = swarm.command("locations", SONG, "--json", "--tracker=" + tracker.url());
        AppProcess status = swarm.command("status", "--json", "--peer=" + seed.url());

        List<JsonNode> progress = jsonLines(get);
        JsonNode last = progress.get(progress.size() - 1);
        assertThat(last.get("state").asString()).isEqualTo("COMPLETE");
        assertThat(last.get("path").asString()).endsWith(SONG);
        assertThat(jsonLines(ls)).hasSize(3).allMatch(file -> file.has("fileId"));
        assertThat(jsonLines(locations)).hasSize(1).allMatch(found -> found.has("peers"));
        assertThat(jsonLines(status)).isEmpty();
    }

    private static List<JsonNode> jsonLines(AppProcess command) {
        assertThat(command.awaitExit()).as(command.log()).isZero();
        return command.output().lines().map(Http.JSON::readTree).toList();
    }

    @Test
    void mistypedCommandLinesEndWith2AndNameTheNearestRightOne() {
        String at = "--tracker=" + tracker.url();
        AppProcess option = swarm.command("get", SONG, "--timout=10", at);
        AppProcess peerOption = swarm.command("--shar=./a/folder/somewhere");
        AppProcess command = swarm.command("gett", SONG);
        AppProcess springOption = swarm.command("--rangeswarm.peer.upload-slot=3", "--share=seed");
        AppProcess springValue = swarm.command("--server.port=abc", "--share=seed");
        AppProcess noLimit = swarm.command("--upload-limit=0", "--share=seed");
        AppProcess noRate = swarm.command("get", SONG, "--download-limit=10MBB", at);
        AppProcess noRateOption = swarm.command("--rangeswarm.peer.upload-limit=fast", "--share=seed");
        AppProcess noFile = swarm.command("get");
        AppProcess noNumber = swarm.command("--port=many");
        AppProcess noPort = swarm.command("--port=70000");
        AppProcess noUrl = swarm.command("ls", "--tracker=ftp://tracker");
        AppProcess ambiguous = get("same.txt", "ambiguous");
        AppProcess wrongTrackerValue = swarm.start(
                "tracker-command", swarm.folder("x"), Map.of("SERVER_PORT", "abc"), Swarm.jar("tracker"), List.of());
        AppProcess wrongTrackerOption =
                swarm.start("tracker-command", swarm.folder("x"), Map.of(), Swarm.jar("tracker"), List.of("--prot=1"));

        assertFails(option, 2, "--timout", "--timeout");
        assertFails(peerOption, 2, "--shar", "--share");
        assertFails(command, 2, "gett", "get");
        assertFails(springOption, 2, "rangeswarm.peer.upload-slot");
        assertFails(springValue, 2, "server.port", "'abc'");
        assertFails(noLimit, 2, "--upload-limit: '0' is too little", "1KB", "none");
        assertFails(noRate, 2, "--download-limit: '10MBB' is not a rate", "20MB");
        assertFails(noRateOption, 2, "upload-limit: 'fast' is not a rate");
        assertFails(noFile, 2, "FILE");
        assertFails(noNumber, 2, "many");
        assertFails(noPort, 2, "70000", "65535");
        assertFails(noUrl, 2, "ftp://tracker");
        assertFails(ambiguous, 2, "same.txt", "by its id");
        assertThat(wrongTrackerValue.awaitExit()).isEqualTo(2);
        assertThat(wrongTrackerValue.errors()).contains("server.port", "'abc'");
        assertThat(wrongTrackerOption.awaitExit()).isEqualTo(2);
        assertThat(wrongTrackerOption.errors()).contains("--prot", "Options: --port");
    }

    @Test
    void whatIsNotThereEndsWith3() {
        AppProcess get = get("songs/autumn.bin", "nothing");
        AppProcess byHash = get("ab".repeat(32), "nothing-either");
        AppProcess locations = swarm.command("locations", "song", "--tracker=" + tracker.url());

        assertFails(get, 3, "lists no file 'songs/autumn.bin'");
        assertFails(byHash, 3, "lists no file");
        assertFails(locations, 3, "lists no file 'song'", SONG);
    }

    @Test
    void trackerThatCannotBeAskedEndsWith4() throws IOException {
        HttpServer shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        shop.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("<html>Welcome to our shop</html>".getBytes(US_ASCII));
            exchange.close();
        });
        shop.start();
        try {
            String notOne = "http://127.0.0.1:" + shop.getAddress().getPort();
            AppProcess silent = swarm.command("get", SONG, "--tracker=http://127.0.0.1:1");
            AppProcess ls = swarm.command("ls", "--tracker=" + notOne);
            AppProcess get = swarm.command("get", SONG, "--tracker=" + notOne);
            AppProcess getById = swarm.command("get", SONG_MANIFEST.fileId().hex(), "--tracker=" + notOne);
            swarm.folder("lost");
            AppProcess peer = swarm.start(
                    "lost",
                    swarm.folder("lost"),
                    Map.of(),
                    Swarm.jar("peer"),
                    List.of("--share=.", "--port=0", "--tracker=" + notOne));

            assertFails(silent, 4, "http://127.0.0.1:1 refuses connections");
            assertFails(ls, 4, notOne);
            assertFails(get, 4, notOne);
            assertFails(getById, 4, notOne);
            eventually("the peer says so and goes on")
                    .until(() -> peer.log().contains("cannot register with the tracker " + notOne));
            assertThat(peer.log().lines().filter(line -> line.contains(" WARN ")))
                    .hasSize(1);
            assertThat(peer.isAlive()).isTrue();
        } finally {
            shop.stop(0);
        }
    }

    @Test
    void noSourceInTimeEndsWith5() {
        Manifest unreachable = TestFiles.manifest(TestFiles.bytes(4, 100));
        FakePeer.absent(tracker.url(), 1).share("unreachable.bin", unreachable);

        assertFails(get("unreachable.bin", "unreachable", "--timeout=1"), 5, "nothing came for 1 s");
    }

    @Test
    void falseGlobalHashEndsWith6AndLeavesNoFile() throws IOException {
        byte[] content = TestFiles.bytes(5, 3 * MIB);
        Manifest lie = TestFiles.manifest(content, Sha256.hash(new byte[] {1}));
        try (FakePeer liar = new FakePeer(content)) {
            liar.register(tracker.url()).share("lie.bin", lie);

            assertFails(get("lie.bin", "lies"), 6, "the whole file's SHA-256 is");
            assertThat(swarm.folder("lies")).isEmptyDirectory();
        }
    }

    @Test
    void fullDiskEndsWith9AndTheSameCommandGoesOnWhenThereIsRoom() throws IOException, InterruptedException {
        Path disk = swarm.folder("tiny-disk");
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString()) == 0, "needs root to mount");
        try {
            AppProcess full = get(SONG, "tiny-disk");
            assertFails(full, 9, "the disk has", "bytes free");
            assertThat(run("mount", "-o", "remount,size=64m", disk.toString())).isZero();
            assertThat(get(SONG, "tiny-disk").awaitExit()).isZero();
            assertThat(disk.resolve(SONG)).hasBinaryContent(SONG_BYTES);
        } finally {
            run("umount", disk.toString());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException notInstalled) {
            return -1;
        }
    }

    @Test
    void interruptEndsWith130AndTheNextRunFetchesOnlyTheRest() {
        uplink.limitTo(4 * MIB);
        AppProcess first = startInterruptible();
        eventually("some of it has come").until(() -> heldBytes(first) >= 4 * MIB);

        first.interrupt();

        assertThat(first.awaitExit()).isEqualTo(130);
        long held = heldBytes(first);
        assertThat(held).isLessThan(SONG_BYTES.length);
        assertThat(first.errors()).contains("run the same command again to resume");
        assertThat(swarm.folder("interrupted").resolve(SONG)).doesNotExist();
        uplink.limitTo(0);
        AppProcess second = get(SONG, "interrupted", "--json");
        List<JsonNode> progress = jsonLines(second);
        long fetched = progress.get(progress.size() - 1).get("fetchedBytes").asLong();
        assertThat(fetched).isPositive().isLessThanOrEqualTo(SONG_BYTES.length - held);
        assertThat(swarm.folder("interrupted").resolve(SONG)).hasBinaryContent(SONG_BYTES);
    }

    /** A background job of a shell ignores SIGINT, and so would all that it starts: this one is to heed it. */
    private static AppProcess startInterruptible() {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/env")) && Files.isDirectory(Path.of("/proc"))) {
            command.addAll(List.of("/usr/bin/env", "--default-signal=INT"));
        }
        command.addAll(peerCommand("get", SONG, "--to=interrupted", "--json", "--tracker=" + tracker.url()));
        return swarm.start("interrupted", swarm.folder("."), Map.of(), command);
    }

    private static long heldBytes(AppProcess get) {
        List<String> lines = get.output().lines().toList();
        String last = lines.get(lines.size() - 1);
        return Http.JSON.readTree(last).get("heldBytes").asLong();
    }

    @Test
    void folderThatCannotBeSharedEndsWith1() throws IOException {
        Path file = TestFiles.write(swarm.folder("odd").resolve("file.txt"), new byte[] {1});

        assertFails(swarm.command("--share=no/such/folder"), 1, "no/such/folder", "does not exist");
        assertFails(swarm.command("--share=" + file), 1, file + " is a file", "--share names a folder");
    }

    @Test
    void unreadableFolderEndsWith1() throws IOException, InterruptedException {
        Path secret = swarm.folder("secret");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(swarm.folder("."), PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = new ArrayList<>();
        if (Files.isReadable(secret)) { // root reads everything
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
            List<String> canReadTheJar = new ArrayList<>(command);
            canReadTheJar.addAll(List.of("test", "-r", Swarm.jar("peer").toString()));
            assumeTrue(run(canReadTheJar.toArray(String[]::new)) == 0, "needs setpriv and a jar that all may read");
        }
        command.addAll(peerCommand("--share=secret"));

        assertFails(
                swarm.start("unprivileged", swarm.folder("."), Map.of(), command),
                1,
                "secret cannot be read by this user");
    }

    private static List<String> peerCommand(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-jar",
                Swarm.jar("peer").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    @Test
    void takenPortEndsWith1() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            String port = Integer.toString(taken.getLocalPort());
            AppProcess peer = swarm.command("--share=" + swarm.folder("crowded"), "--port=" + port);
            AppProcess another = swarm.start(
                    "another-tracker",
                    swarm.folder("crowded-tracker"),
                    Map.of(),
                    Swarm.jar("tracker"),
                    List.of("--port=" + port));

            assertFails(peer, 1, "port " + port + " is taken");
            assertThat(another.awaitExit()).isEqualTo(1);
            assertThat(another.errors()).contains("port " + port + " is taken");
        }
    }

    @Test
    void helpAndVersionEndWith0() {
        for (String option : List.of("--help", "--version")) {
            AppProcess peer = swarm.command(option);
            AppProcess server =
                    swarm.start("tracker-command", swarm.folder("x"), Map.of(), Swarm.jar("tracker"), List.of(option));
            assertThat(peer.awaitExit()).isZero();
            assertThat(server.awaitExit()).isZero();
            assertThat(peer.output()).contains(option.equals("--help") ? "Usage:" : "rangeswarm peer ");
            assertThat(server.output()).contains(option.equals("--help") ? "Usage:" : "rangeswarm tracker ");
        }
    }

    @Test
    void shareBringsAFileInAndPrintsALinkThatWorks() throws IOException {
        byte[] content = TestFiles.bytes(7, 3 * MIB);
        TestFiles.write(swarm.folder("elsewhere").resolve("late comer.bin"), content);

        AppProcess peer = swarm.peer("newcomer", tracker);

        AppProcess share = swarm.command("share", "elsewhere/late comer.bin", "--quiet", "--peer=" + peer.url());

        assertThat(share.awaitExit()).as(share.log()).isZero();
        assertThat(share.output().strip()).startsWith(tracker.url() + "/files/").endsWith("/late%20comer.bin");
        awaitListed(tracker, "late comer.bin");
        Http.Answer redirect = Http.get(share.output().strip());
        assertThat(redirect.status()).isEqualTo(307);
        assertThat(Http.get(String.valueOf(redirect.headers().get("Location")))
                        .body()
                        .toByteArray())
                .isEqualTo(content);
        assertFails(swarm.command("share", "missing", "--peer=" + peer.url()), 3, "there is no file missing");
    }

    @Test
    void doctorSaysWhatIsWrongAndEndsAccordingly() {
        AppProcess well = swarm.command("doctor", "--peer=" + seed.url());
        assertThat(well.awaitExit()).as(well.log()).isZero();
        assertThat(well.output())
                .contains("tracker", "answers in", "disk", "heap")
                .doesNotContain("wrong", "\u001b");

        AppProcess ill = swarm.command("doctor", "--quiet", "--peer=localhost:1", "--tracker=localhost:1");
        assertThat(ill.awaitExit()).isEqualTo(1);
        assertThat(ill.output()).contains("wrong").contains("refuses connections");
    }

    @Test
    void watchEndsWhenAllHaveTheFile() {
        AppProcess swarmOfOne = swarm.command("watch", SONG, "--tracker=" + tracker.url());
        assertThat(swarmOfOne.awaitExit()).as(swarmOfOne.log()).isZero();
        assertThat(swarmOfOne.output()).contains("1 seed, 0 leeches");

        AppProcess downloads = swarm.command("watch", "--json", "--peer=" + seed.url());
        assertThat(downloads.awaitExit()).as(downloads.log()).isZero();
        assertFails(swarm.command("watch", "nothing", "--tracker=" + tracker.url()), 3, "nothing");
    }

    @Test
    void configShowTellsWhereAnOptionComesFrom() {
        AppProcess show = swarm.start(
                "config",
                swarm.folder("config"),
                Map.of("RANGESWARM_PEER_ZONE", "rack-1"),
                Swarm.jar("peer"),
                List.of("config", "show", "--changed", "--rangeswarm.peer.upload-slots=7"));

        assertThat(show.awaitExit()).as(show.log()).isZero();
        assertThat(show.output().lines().map(line -> line.replaceAll(" +", " ")))
                .contains("rangeswarm.peer.upload-slots 7 command line")
                .anyMatch(line ->
                        line.startsWith("rangeswarm.peer.zone rack-1 ") && line.contains("RANGESWARM_PEER_ZONE"));
        assertFails(swarm.command("config"), 2, "say what of it");
    }

    @Test
    void completionIsAScriptThatBashTakes() throws IOException {
        AppProcess script = swarm.command("completion");
        assertThat(script.awaitExit()).as(script.log()).isZero();
        Path file = Files.writeString(swarm.folder("completion").resolve("rangeswarm"), script.output());

        AppProcess bash = swarm.start(
                "bash",
                swarm.folder("completion"),
                Map.of(),
                List.of("bash", "-c", "source " + file + " && complete -p rangeswarm"));

        assertThat(bash.awaitExit()).as(bash.log()).isZero();
        assertThat(bash.output()).contains("rangeswarm");
        assertThat(script.output()).contains("locations").contains("--upload-limit");
    }
}
