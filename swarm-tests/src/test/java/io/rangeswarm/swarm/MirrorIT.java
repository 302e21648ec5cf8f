package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.FileView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whole folders, with every kind of file that tends to be forgotten, and two peers that copy them. */
class MirrorIT {

    private static final int SMALL_FILES = 300;

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static AppProcess tracker;
    private static Path original;

    @BeforeAll
    static void startSwarm() throws IOException {
        original = swarm.folder("original");
        TestFiles.write(original.resolve("empty.bin"), new byte[0]);
        TestFiles.write(original.resolve("one byte.bin"), new byte[] {42});
        TestFiles.write(original.resolve("one-chunk.bin"), TestFiles.bytes(1, MIB));
        TestFiles.write(original.resolve("one-chunk-and-a-byte.bin"), TestFiles.bytes(2, MIB + 1));
        TestFiles.write(original.resolve("forty.bin"), TestFiles.bytes(3, 40 * MIB));
        TestFiles.write(original.resolve("Ünïcödé 数据/größe & co #1 100%.txt"), TestFiles.bytes(4, 5000));
        TestFiles.write(original.resolve("a/b/c/d/nested.bin"), TestFiles.bytes(5, 70_000));
        TestFiles.write(original.resolve("twin.bin"), TestFiles.bytes(6, 2 * MIB));
        TestFiles.write(original.resolve("other name/of the same.bin"), TestFiles.bytes(6, 2 * MIB));
        for (int i = 0; i < SMALL_FILES; i++) {
            TestFiles.write(original.resolve("small/" + i + ".txt"), TestFiles.bytes(100 + i, 10 + i));
        }
        tracker = swarm.tracker("tracker");
        swarm.peer("original", tracker, "--rangeswarm.peer.rescan-frequency=1s");
        for (String mirror : new String[] {"mirror-1", "mirror-2"}) {
            swarm.peer(mirror, tracker, "--mirror", "--rangeswarm.peer.mirror-frequency=1s");
        }
    }

    @Test
    void twoMirrorsEndWithTheSameTreesAndServeThem() throws IOException {
        awaitSameTrees();

        eventually("the mirrors are seeds of every file")
                .until(() -> Client.list(tracker, "").files().stream()
                        .allMatch(file -> file.seeds() == 3 && file.leeches() == 0));
        FileView twin = Client.listed(tracker, "twin.bin").orElseThrow();
        assertThat(twin.names()).containsExactly("other name/of the same.bin", "twin.bin");
        assertThat(twin.availability()).isEqualTo(3);
    }

    @Test
    void fileThatIsAddedLaterArrivesToo() throws IOException {
        TestFiles.write(original.resolve("late/comer.bin"), TestFiles.bytes(9, 3 * MIB + 5));

        awaitSameTrees();
    }

    private static void awaitSameTrees() {
        for (String mirror : new String[] {"mirror-1", "mirror-2"}) {
            eventually(mirror + " has all files")
                    .pollInterval(Duration.ofSeconds(1)) // reads both trees
                    .untilAsserted(() -> TestFiles.assertSameTrees(original, swarm.folder(mirror)));
        }
    }
}
