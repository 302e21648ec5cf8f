package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.swarm.TestFiles.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code bench/conformance} asked about a peer of ours, and about one that does not keep the protocol. */
class ConformanceIT {

    private static final Sample FILE = TestFiles.sample("film.bin", 1, 3 * MIB + 100_000);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static String peer = "";

    @BeforeAll
    static void share() throws IOException {
        TestFiles.write(swarm.folder("peer").resolve("film.bin"), FILE.content());
        AppProcess tracker = swarm.tracker("tracker");
        peer = swarm.peer("peer", tracker).url();
        Client.awaitListed(tracker, "film.bin");
    }

    private static AppProcess check(String url) {
        String python = Programs.require("python3", "python3");
        Path program = Path.of("../bench/conformance").toAbsolutePath().normalize();
        return swarm.start("conformance", swarm.folder("home"), Map.of(), List.of(python, program.toString(), url));
    }

    @Test
    void ourPeerKeepsEveryRule() {
        AppProcess check = check(peer + ApiPaths.content(FILE.fileId()));

        assertThat(check.awaitExit()).as(check.log()).isZero();
        assertThat(check.output()).containsPattern("(\\d\\d) of \\1 rules kept").doesNotContain("BROKEN");
    }

    @Test
    void aPeerWithWrongBytesIsFoundOut() throws IOException {
        try (FakePeer corrupt = new FakePeer(FakePeer.corrupted(FILE.content(), FILE.manifest()))) {
            AppProcess check = check(corrupt.url() + ApiPaths.content(FILE.fileId()));

            assertThat(check.awaitExit()).as(check.log()).isNotZero();
        }
    }

    @Test
    void whatCannotBeAskedIsSaid() {
        AppProcess noFile = check(peer + "/films/1");
        assertThat(noFile.awaitExit()).isEqualTo(2);
        assertThat(noFile.errors()).contains("is not http://host:port/files/ID");

        AppProcess unknown = check(peer + "/files/" + "0".repeat(64));
        assertThat(unknown.awaitExit()).isEqualTo(2);
        assertThat(unknown.errors()).contains("HEAD is answered with 404");
    }
}
