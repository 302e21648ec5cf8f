package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.swarm.TestFiles.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A swarm with an access token: users with it notice nothing, others get nothing, and the token is nowhere to be read. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AccessIT {

    private static final String TOKEN = "correct-horse-battery-staple";
    private static final String NAME = "data set.iso";
    private static final Sample FILE = TestFiles.sample(NAME, 6, 21 * MIB + 5);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static AppProcess tracker;
    private static AppProcess seed;
    private static String tokenFile = "";

    @BeforeAll
    static void startClosedSwarm() throws IOException {
        Path file = Files.writeString(swarm.folder("secrets").resolve("token"), TOKEN + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        tokenFile = "--access-token-file=" + file;
        tracker = swarm.tracker("tracker", tokenFile, "--logging.level.c2ms=debug");
        TestFiles.write(swarm.folder("seed").resolve(NAME), FILE.content());
        seed = swarm.peer("seed", tracker, tokenFile, "--logging.level.s2p=debug");
        eventually("the file is listed")
                .until(() -> withToken(tracker, ApiPaths.FILES)
                        .text()
                        .contains(FILE.fileId().hex()));
    }

    private static Http.Answer withToken(AppProcess app, String path) {
        return Http.get(app.url() + path, ApiHeaders.ACCESS, TOKEN);
    }

    private static String link() {
        return tracker.url()
                + withToken(tracker, ApiPaths.file(FILE.fileId()) + "/link")
                        .json()
                        .get("path")
                        .asString();
    }

    private static AppProcess peerCommand(Map<String, String> environment, String... arguments) {
        AppProcess process =
                swarm.start("command", swarm.folder("commands"), environment, Swarm.jar("peer"), List.of(arguments));
        process.awaitExit();
        return process;
    }

    @Test
    void strangersGetNothing() {
        for (AppProcess app : List.of(tracker, seed)) {
            assertThat(Http.get(app.url() + "/").status()).isEqualTo(401);
            assertThat(Http.get(app.url() + ApiPaths.content(FILE.fileId())).status())
                    .isEqualTo(401);
            assertThat(Http.get(app.url() + "/actuator/prometheus").status()).isEqualTo(401);
            assertThat(Http.get(app.url() + "/actuator/health").status()).isEqualTo(200);
        }
    }

    @Test
    void commandsTakeTheTokenFromAFileOrTheEnvironment() {
        String address = "--tracker=" + tracker.url();
        AppProcess file = peerCommand(Map.of(), "get", NAME, address, "--to=by-file", tokenFile);
        assertThat(file.awaitExit()).as(file.log()).isZero();
        assertThat(swarm.folder("commands").resolve("by-file").resolve(NAME)).hasBinaryContent(FILE.content());
        AppProcess listed = peerCommand(Map.of("RANGESWARM_ACCESS_TOKEN", TOKEN), "ls", address);
        assertThat(listed.awaitExit()).as(listed.log()).isZero();
        assertThat(listed.output()).contains(NAME);
        AppProcess status = peerCommand(Map.of(), tokenFile, "status", "--peer=" + seed.url());
        assertThat(status.awaitExit()).as(status.log()).isZero();
    }

    @Test
    void aCommandWithoutOrWithAWrongTokenSaysSoInOneLine() throws IOException {
        AppProcess without = peerCommand(Map.of(), "ls", "--tracker=" + tracker.url());
        assertThat(without.awaitExit()).isEqualTo(4);
        assertThat(without.errors()).hasLineCount(1).contains("needs the access token", "--access-token-file");

        Path wrong = Files.writeString(swarm.folder("secrets").resolve("wrong"), "another-token-of-some-length");
        AppProcess other = peerCommand(Map.of(), "ls", "--tracker=" + tracker.url(), "--access-token-file=" + wrong);
        assertThat(other.awaitExit()).isEqualTo(4);
        assertThat(other.errors()).hasLineCount(1).doesNotContain("another-token");

        AppProcess missing = peerCommand(Map.of(), "ls", "--tracker=" + tracker.url(), "--access-token-file=nowhere");
        assertThat(missing.awaitExit()).isEqualTo(2);
        assertThat(missing.errors()).hasLineCount(1).contains("there is no access token file nowhere");
    }

    @Test
    void appsSayInOneLineWhatIsWrongWithATokenFile() throws IOException {
        Path empty = Files.writeString(swarm.folder("secrets").resolve("empty"), "");
        AppProcess noTracker = swarm.tracker("not", "--access-token-file=" + empty);
        assertThat(noTracker.awaitExit()).isEqualTo(2);
        assertThat(noTracker.errors()).hasLineCount(1).contains("16 to 256 characters, not 0");
        AppProcess noPeer = swarm.peer("neither", tracker, "--access-token-file=" + empty);
        assertThat(noPeer.awaitExit()).isEqualTo(2);
        assertThat(noPeer.errors()).hasLineCount(1).contains("16 to 256 characters, not 0");
        AppProcess mistyped = swarm.tracker("nor", "--rangeswarm.access.tokn=x");
        assertThat(mistyped.awaitExit()).isEqualTo(2);
        assertThat(mistyped.errors()).hasLineCount(1).contains("there is no option rangeswarm.access.tokn");
    }

    @Test
    void aFileThatOthersMayReadIsWarnedOf() throws IOException {
        Path shared = Files.writeString(swarm.folder("secrets").resolve("shared"), TOKEN);
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rw-r--r--"));
        AppProcess warned = swarm.tracker("warned", "--access-token-file=" + shared);
        assertThat(warned.url()).isNotEmpty();
        eventually("it warns").until(() -> warned.output().contains("chmod 600 " + shared));
    }

    @Test
    void anOpenAppSaysSoWhenItStarts() {
        AppProcess open = swarm.tracker("open");
        assertThat(open.url()).isNotEmpty();
        eventually("it says so")
                .until(() -> open.output()
                        .lines()
                        .anyMatch(line -> line.contains(" open") && line.contains("--access-token-file=FILE")));
        assertThat(Http.get(open.url() + ApiPaths.FILES).status()).isEqualTo(200);
        assertThat(Http.get(open.url() + ApiPaths.file(FILE.fileId()) + "/link")
                        .json()
                        .get("path")
                        .asString())
                .isEqualTo(ApiPaths.content(FILE.fileId()));
    }

    @Test
    void curlFetchesByASignedLink() {
        String curl = Programs.require("curl", "curl");
        Path folder = swarm.folder("as-curl");
        AppProcess fetched = swarm.start("curl", folder, Map.of(), List.of(curl, "-sSfL", "-OJ", link()));
        assertThat(fetched.awaitExit()).as(fetched.log()).isZero();
        assertThat(folder.resolve(NAME)).hasBinaryContent(FILE.content());
    }

    @Test
    void aria2FetchesByASignedLink() throws IOException {
        String aria2 = Programs.require("aria2c", "aria2");
        Path folder = swarm.folder("as-aria2");
        AppProcess fetched = swarm.start(
                "aria2c",
                folder,
                Map.of(),
                List.of(
                        aria2,
                        "--no-conf",
                        "--file-allocation=none",
                        "--follow-metalink=mem",
                        "-k1M",
                        "-s4",
                        "-x4",
                        link()));
        assertThat(fetched.awaitExit()).as(fetched.log()).isZero();
        assertThat(folder.resolve(NAME)).hasBinaryContent(FILE.content());
    }

    @Test
    void theTokenIsInNoLogUrlOrListOfProcesses() throws IOException {
        Path folder = swarm.folder("second");
        AppProcess second = swarm.peer("second", tracker, tokenFile, "--fetch=" + NAME, "--logging.level.root=debug")
                .mayLog(""); // libraries tell their traces there
        eventually("the second has the file")
                .until(() -> Files.exists(folder.resolve(NAME))
                        && Files.size(folder.resolve(NAME)) == FILE.content().length);
        String grant = link().split("/", -1)[4];
        assertThat(Http.get(link()).status()).isEqualTo(307);
        for (AppProcess app : List.of(tracker, seed, second)) {
            assertThat(app.log()).doesNotContain(TOKEN).doesNotContain(grant);
        }
        try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
            assertThat(processes.flatMap(process -> process.info().commandLine().stream()))
                    .noneMatch(line -> line.contains(TOKEN));
        }
    }
}
