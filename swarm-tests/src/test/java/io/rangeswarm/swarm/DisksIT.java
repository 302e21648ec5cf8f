package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.DamagedFiles;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.swarm.TestFiles.Sample;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Disks that lose bits, or that nobody may write to. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DisksIT {

    private static final Sample FILE = TestFiles.sample("film.bin", 4, 3 * MIB);
    private static final String FAST = "--rangeswarm.peer.recheck-limit=1GB";

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static AppProcess tracker;

    @BeforeAll
    static void startTracker() {
        tracker = swarm.tracker("tracker");
    }

    private static long seeds(String name) {
        return Client.listed(tracker, name).map(FileView::seeds).orElse(0L);
    }

    @Test
    void aSeedWhoseDiskHasLostABitWithdrawsTheFileAndAMirrorFetchesItAgain() throws IOException {
        Path file = TestFiles.write(swarm.folder("rotten").resolve("film.bin"), FILE.content());
        AppProcess rotten = swarm.peer("rotten", tracker, FAST, "--mirror", "--rangeswarm.peer.mirror-frequency=200ms");
        awaitListed(tracker, "film.bin");
        TestFiles.rot(file, MIB + 5);

        Http.ok(Http.post(rotten.url() + ApiPaths.SHARES_RECHECK, ""));

        // It may still be listed: its mirror looks for another seed already.
        eventually("nobody has it any more").until(() -> seeds("film.bin") == 0);
        DamagedFiles damaged = Http.get(rotten.url() + ApiPaths.SHARES_DAMAGED, DamagedFiles.class);
        assertThat(damaged.files()).hasSize(1).allSatisfy(one -> {
            assertThat(one.fileId()).isEqualTo(FILE.fileId().hex());
            assertThat(one.detail()).contains("chunk 1");
        });
        assertThat(rotten.output()).contains("'film.bin' is damaged on disk");
        assertThat(Http.get(rotten.url() + "/actuator/prometheus").text())
                .contains("rangeswarm_peer_files_damaged 1.0");
        assertThat(Http.get(rotten.url() + ApiPaths.content(FILE.fileId())).status())
                .as("not here, or waited for in vain")
                .isIn(404, 504);

        TestFiles.write(swarm.folder("healthy").resolve("film.bin"), FILE.content());
        swarm.peer("healthy", tracker);
        eventually("it is here again, beside the damaged one")
                .until(() ->
                        Http.get(rotten.url() + ApiPaths.content(FILE.fileId())).status() == 200);
        assertThat(Http.get(rotten.url() + ApiPaths.content(FILE.fileId())).sha256())
                .isEqualTo(FILE.manifest().globalHash().hex());
        assertThat(file).as("the user's").exists();
    }

    @Test
    void aFolderThatMayNotBeWrittenToIsSaidInOneLine() throws IOException, InterruptedException {
        TestFiles.write(swarm.folder("source").resolve("song.bin"), TestFiles.bytes(3, MIB));
        swarm.peer("source", tracker);
        awaitListed(tracker, "song.bin");
        Path folder = swarm.folder("read-only");
        TestFiles.write(folder.resolve("film.bin"), FILE.content());
        assumeTrue(run("mount", "--bind", folder.toString(), folder.toString()) == 0, "needs root to mount");
        try {
            assertThat(run("mount", "-o", "remount,bind,ro", folder.toString())).isZero();
            AppProcess peer = swarm.peer("read-only", tracker);
            assertThat(peer.awaitExit()).isNotZero();
            assertThat(peer.log().lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(2);
            assertThat(peer.log()).contains("read-only");

            AppProcess get = swarm.command("get", "song.bin", "--to=" + folder, "--tracker=" + tracker.url());
            assertThat(get.awaitExit()).isNotZero();
            assertThat(get.errors()).containsIgnoringCase("read-only");
        } finally {
            run("umount", folder.toString());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException notInstalled) {
            return -1;
        }
    }
}
