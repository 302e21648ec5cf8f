package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody gets who unpacks the distribution and types {@code rangeswarm}. */
class InstalledIT {

    private static final byte[] CONTENT = TestFiles.bytes(1, 3 * MIB + 1);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static Path installed = Path.of("");

    @BeforeAll
    static void unpack() {
        Path folder = swarm.folder("opt");
        String packed = System.getProperty("distribution");
        AppProcess tar = swarm.start("tar", folder, Map.of(), List.of("tar", "xzf", packed));
        assertThat(tar.awaitExit()).as(tar.log()).isZero();
        installed = folder.resolve("rangeswarm/bin/rangeswarm");
    }

    private static AppProcess rangeswarm(Map<String, String> more, String... arguments) {
        Map<String, String> environment = new HashMap<>(Map.of("JAVA_HOME", System.getProperty("java.home")));
        environment.putAll(more);
        List<String> command = new ArrayList<>(List.of(installed.toString()));
        command.addAll(List.of(arguments));
        return swarm.start("rangeswarm", swarm.folder("home"), environment, command);
    }

    /** This Java and those beside it that make another kind of archive, ahead-of-time caches (JEP 514). */
    static List<Path> javas() throws IOException {
        Path own = Path.of(System.getProperty("java.home")).toRealPath();
        List<Path> javas = new ArrayList<>(List.of(own));
        try (Stream<Path> beside = Files.list(Objects.requireNonNull(own.getParent()))) {
            beside.filter(home -> versionOf(home) >= 25).limit(1).forEach(javas::add);
        }
        return javas;
    }

    /** 0 if there is none. */
    private static int versionOf(Path home) {
        Path release = home.resolve("release"); // JAVA_VERSION="25.0.3"
        if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/java"))) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(release)) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("JAVA_VERSION=\"([0-9]+).*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @ParameterizedTest
    @MethodSource("javas")
    void runsASwarmFromArchivesThatItHasMade(Path java) throws IOException {
        String home = java.toString();
        AppProcess archive = rangeswarm(Map.of("JAVA_HOME", home), "archive"); // six starts of a JVM's worth of work
        await().atMost(Duration.ofMinutes(5)).until(() -> !archive.isAlive());
        assertThat(archive.awaitExit()).as(archive.log()).isZero();
        TestFiles.write(swarm.folder("home/shared").resolve("film.bin"), CONTENT);
        Path got = swarm.folder("got by " + java.getFileName());

        // The JVM tells where it has each class from.
        Map<String, String> tellClasses = Map.of("JAVA_HOME", home, "RANGESWARM_JAVA_OPTIONS", "-Xlog:class+load");
        AppProcess tracker = rangeswarm(tellClasses, "tracker", "--port=0", "--data=data");
        AppProcess peer = rangeswarm(tellClasses, "peer", "--share=shared", "--port=0", "--tracker=" + tracker.url());
        peer.url();
        awaitListed(tracker, "film.bin");
        AppProcess get =
                rangeswarm(tellClasses, "get", "film.bin", "--to=" + got, "--quiet", "--tracker=" + tracker.url());

        assertThat(get.awaitExit()).as(get.log()).isZero();
        assertThat(Files.readAllBytes(got.resolve("film.bin"))).isEqualTo(CONTENT);
        assertThat(get.output()).containsPattern("OkHttpChunkSource source: shared objects file");
        assertThat(peer.output())
                .containsPattern(
                        "RangePlanner source: shared objects file|" + "ShareFolder source: shared objects file");
        assertThat(tracker.output()).containsPattern("SwarmStore source: shared objects file");
    }

    @Test
    void runsWithoutArchives() {
        AppProcess version = rangeswarm(Map.of("RANGESWARM_ARCHIVES", "nowhere"), "get", "--help");

        assertThat(version.awaitExit()).as(version.log()).isZero();
        assertThat(version.output()).contains("Download one file and exit");
    }

    @Test
    void tellsWhatCanBeRun() {
        AppProcess help = rangeswarm(Map.of());
        assertThat(help.awaitExit()).isZero();
        assertThat(help.output()).contains("rangeswarm tracker").contains("rangeswarm archive");

        AppProcess option = rangeswarm(Map.of(), "--share=.");
        assertThat(option.awaitExit()).isEqualTo(2);
        assertThat(option.errors()).contains("say first what to run; not --share=.");
    }

    @Test
    void hasAManualPageForEachCommand() throws IOException {
        String groff = Programs.require("groff", "groff-base");
        Path manual = installed.resolveSibling("../share/man/man1").normalize();
        for (String page : List.of("rangeswarm", "rangeswarm-tracker", "rangeswarm-peer", "rangeswarm-get")) {
            AppProcess shown = swarm.start(
                    "groff",
                    manual,
                    Map.of(),
                    List.of(groff, "-man", "-ww", "-Kutf8", "-Tascii", "-P-cbou", page + ".1"));
            assertThat(shown.awaitExit()).as(shown.log()).isZero();
            assertThat(shown.errors()).as(page).isEmpty();
            assertThat(shown.output()).contains(page.toUpperCase(java.util.Locale.ROOT) + "(1)", "SYNOPSIS");
        }
        String get = Files.readString(manual.resolve("rangeswarm-get.1"));
        assertThat(get).contains("\\-\\-download\\-limit=RATE", ".SH OPTIONS", "Exit codes: 0");
    }

    @Test
    void saysThatJavaIsMissing() {
        AppProcess without = rangeswarm(Map.of("JAVA_HOME", "/nonexistent"), "ls");

        assertThat(without.awaitExit()).isEqualTo(1);
        assertThat(without.errors()).contains("no java found").contains("JAVA_HOME");
    }
}
