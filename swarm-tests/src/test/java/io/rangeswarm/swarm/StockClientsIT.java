package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.swarm.TestFiles.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The clients that people have already, as Debian ships them, and the one link: right bytes, from more than one peer. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StockClientsIT {

    private static final String NAME = "data set (1).iso";
    private static final Sample FILE = TestFiles.sample(NAME, 1, 40 * MIB + 12_345);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static AppProcess tracker;
    private static final List<AppProcess> seeds = new ArrayList<>();

    private Path folder = Path.of("");

    @BeforeAll
    static void startTrackerAndThreeSeeds() throws IOException {
        tracker = swarm.tracker("tracker");
        for (String name : List.of("one", "two", "three")) {
            TestFiles.write(swarm.folder(name).resolve(NAME), FILE.content());
            seeds.add(swarm.peer(name, tracker));
        }
        awaitListed(tracker, NAME);
        eventually("three seeds are listed")
                .until(() -> Http.get(tracker.url() + ApiPaths.file(FILE.fileId()), FileView.class)
                                .seeds()
                        == 3);
    }

    @BeforeEach
    void newFolder(TestInfo test) {
        folder = swarm.folder("as-" + test.getTestMethod().orElseThrow().getName());
    }

    private static String link() {
        return tracker.url() + ApiPaths.content(FILE.fileId());
    }

    /** Types a command in the test's own folder, and waits for its end. */
    private AppProcess type(String... command) {
        AppProcess process = swarm.start(command[0].replaceFirst(".*/", ""), folder, Map.of(), Arrays.asList(command));
        process.awaitExit();
        return process;
    }

    private AppProcess typeWell(String... command) {
        AppProcess process = type(command);
        assertThat(process.awaitExit()).as(process.log()).isZero();
        return process;
    }

    private void assertFetched(String name) {
        assertThat(folder.resolve(name)).hasBinaryContent(FILE.content());
    }

    private static double uploaded(AppProcess seed) {
        Matcher sample = Pattern.compile("(?m)^rangeswarm_peer_uploaded_bytes_total(?:\\{.*?})? (\\S+)$")
                .matcher(Http.get(seed.url() + "/actuator/prometheus").text());
        assertThat(sample.find()).isTrue();
        return Double.parseDouble(sample.group(1));
    }

    @Test
    void curlFetchesAndNamesTheFile() {
        String curl = Programs.require("curl", "curl");

        typeWell(curl, "-sSfL", "-OJ", link());

        assertFetched(NAME);
    }

    @Test
    void aLinkWithANameIsSavedByIt() {
        String curl = Programs.require("curl", "curl");

        typeWell(curl, "-sSfL", "-O", link() + "/other.iso");

        assertFetched("other.iso");
    }

    @Test
    void curlGoesOnAfterABreak() throws IOException {
        String curl = Programs.require("curl", "curl");
        AppProcess broken = type(curl, "-sSfL", "--limit-rate", "8M", "--max-time", "1", "-o", "file", link());
        assertThat(broken.awaitExit()).as("timed out").isEqualTo(28);
        long before = Files.size(folder.resolve("file"));
        assertThat(before).isBetween(1L, FILE.content().length - 1L);

        AppProcess resumed =
                typeWell(curl, "-sSfL", "-C", "-", "-o", "file", "-w", "%{http_code} %{size_download}", link());

        assertFetched("file");
        assertThat(resumed.output()).isEqualTo("206 " + (FILE.content().length - before));
    }

    @Test
    void wgetGoesOnAfterABreak() throws IOException {
        String wget = Programs.require("wget", "wget");
        AppProcess broken = type("timeout", "1", wget, "-q", "--limit-rate=8m", "-O", "file", link());
        assertThat(broken.awaitExit()).as("stopped by timeout").isEqualTo(124);
        assertThat(Files.size(folder.resolve("file"))).isBetween(1L, FILE.content().length - 1L);

        AppProcess resumed = typeWell(wget, "-c", "-O", "file", link());

        assertFetched("file");
        assertThat(resumed.errors()).contains("awaiting response... 206");
    }

    @Test
    void wget2FollowsTheMetalink() {
        String wget2 = Programs.require("wget2", "wget2");

        double before = seeds.stream().mapToDouble(StockClientsIT::uploaded).sum();

        typeWell(wget2, "--progress=none", link());

        assertFetched(NAME);
        assertThat(folder.toFile().list()).containsExactly(NAME);
        assertThat(seeds.stream().mapToDouble(StockClientsIT::uploaded).sum() - before)
                .as("fetched once")
                .isEqualTo(FILE.content().length);
    }

    @Test
    void aria2FetchesFromAllPeersAtOnce() {
        String aria2 = Programs.require("aria2c", "aria2");
        double[] before = seeds.stream().mapToDouble(StockClientsIT::uploaded).toArray();

        typeWell(
                aria2,
                "--no-conf",
                "--file-allocation=none",
                "--follow-metalink=mem",
                "-k1M",
                "-s6",
                "-x6", // to each host; to aria2 all peers of this machine are one
                "--max-overall-download-limit=15M",
                link());

        assertFetched(NAME);
        for (int i = 0; i < before.length; i++) {
            assertThat(uploaded(seeds.get(i))).as("seed %d", i).isGreaterThan(before[i]);
        }
    }

    @Test
    void aria2EndsRightWithACorruptPeerAmongThem() throws IOException {
        String aria2 = Programs.require("aria2c", "aria2");
        try (FakePeer corrupt = new FakePeer(FakePeer.corrupted(FILE.content(), FILE.manifest()))) {
            corrupt.register(tracker.url()).share(NAME, FILE.manifest());
            eventually("the corrupt peer is listed")
                    .until(() -> Http.get(link() + ".meta4").text().contains(corrupt.url()));

            typeWell(
                    aria2,
                    "--no-conf",
                    "--file-allocation=none",
                    "--follow-metalink=mem",
                    "-k1M",
                    "-s8",
                    "-x8",
                    "--max-overall-download-limit=15M",
                    link());

            assertThat(corrupt.requests().begun()).isPositive();
        }
        assertFetched(NAME);
    }

    @Test
    void whoUsesCurlSeesByTheTrackersDigestThatAPeerIsCorrupt() throws IOException {
        String curl = Programs.require("curl", "curl");
        Sample rare = TestFiles.sample("rare.bin", 2, 3 * MIB);
        String url = tracker.url() + ApiPaths.content(rare.fileId());
        try (FakePeer corrupt = new FakePeer(FakePeer.corrupted(rare.content(), rare.manifest()))) {
            corrupt.register(tracker.url()).share("rare.bin", rare.manifest());
            eventually("it is listed").until(() -> Http.get(url).status() == 307);

            assertThat(documentedCheck(curl, url)).isEqualTo("DIFFERENT");
        }
        assertThat(documentedCheck(curl, link())).isEqualTo("right");
    }

    /** As docs/operations.md says it. */
    private String documentedCheck(String curl, String url) throws IOException {
        String script = """
                %s -sSfL -D head -o file "$1"
                sed -n 's/^Digest: SHA-256=//Ip' head | head -1 | tr -d '\\r' > promised
                openssl dgst -sha256 -binary file | base64 -w0 > fetched
                [ "$(cat promised)" = "$(cat fetched)" ] && echo right || echo DIFFERENT
                """.formatted(curl);
        Path file = Files.writeString(folder.resolve("check.sh"), script);
        return typeWell("sh", file.toString(), url).output().strip();
    }

    @Test
    void libtorrentFetchesFromWebSeeds() {
        String curl = Programs.require("curl", "curl");
        Programs.require(hasLibtorrent(), "libtorrent is not installed (apt-get install python3-libtorrent)");
        typeWell(curl, "-sSfL", "-OJ", link() + ".torrent");
        Path script = Path.of("src/test/python/fetch_torrent.py").toAbsolutePath();

        AppProcess fetched = typeWell("/usr/bin/python3", script.toString(), NAME + ".torrent", ".", "90");

        assertFetched(NAME);
        assertThat(fetched.output()).startsWith("name " + NAME + " private True");
    }

    private boolean hasLibtorrent() {
        return Files.isExecutable(Path.of("/usr/bin/python3"))
                && type("/usr/bin/python3", "-c", "import libtorrent").awaitExit() == 0;
    }

    @Test
    void everySeedMakesTheSameTorrent() {
        List<String> infos = seeds.stream()
                .map(seed -> Http.get(seed.url() + ApiPaths.torrent(FILE.fileId()))
                        .body()
                        .string(ISO_8859_1))
                .map(torrent -> torrent.substring(0, torrent.indexOf("8:url-list")))
                .toList();

        assertThat(infos).hasSize(3).allMatch(infos.get(0)::equals);
    }

    @Test
    void nginxKeepsChunksForEver() throws IOException {
        Programs.require(Nginx.program().isPresent(), "nginx is not installed (apt-get install nginx-light)");
        String cache = Nginx.startCache(swarm, seeds.get(0), seeds.get(1));
        String chunk = cache + ApiPaths.chunk(FILE.manifest().chunkHash(3));

        Http.Answer first = Http.ok(Http.get(chunk));
        double sent = uploaded(seeds.get(0)) + uploaded(seeds.get(1));
        Http.Answer second = Http.ok(Http.get(chunk));
        Http.Answer part = Http.ok(Http.get(chunk, "Range", "bytes=0-99"));

        assertThat(first.headers().get("X-Cache-Status")).isEqualTo("MISS");
        assertThat(second.headers().get("X-Cache-Status")).isEqualTo("HIT");
        assertThat(part.headers().get("X-Cache-Status")).isEqualTo("HIT");
        assertThat(second.sha256()).isEqualTo(FILE.manifest().chunkHash(3).hex());
        assertThat(part.status()).isEqualTo(206);
        assertThat(uploaded(seeds.get(0)) + uploaded(seeds.get(1))).isEqualTo(sent);
    }

    @Test
    void theTrackersDigestIsThatOfTheFile() {
        assertThat(Http.get(link()).headers().get("Digest"))
                .isEqualTo("SHA-256="
                        + Base64.getEncoder()
                                .encodeToString(FILE.manifest().globalHash().bytes()));
    }
}
