package io.rangeswarm.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.FileRegistration;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A tracker that is killed again and again while it writes, and a ledger of what it had acknowledged. */
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TrackerKillsIT {

    private static final int KILLS = 20;
    private static final int WRITERS = 4;

    /** Enough for writers not to run out of chunks before the tracker dies. */
    private static final int CHUNKS = 4000;

    /** When one writer has so many, the tracker dies. */
    private static final int ACKNOWLEDGED_AT_DEATH = 25;

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    /** What the tracker has acknowledged of one file, in the order of its indexes: chunk 0 to {@code chunks - 1}. */
    private static final class Entry {

        private final Manifest manifest;
        private final AtomicInteger chunks = new AtomicInteger();

        Entry(Manifest manifest) {
            this.manifest = manifest;
        }
    }

    @Test
    void nothingThatWasAcknowledgedIsLostInTwentyKills() throws InterruptedException {
        AppProcess tracker = start("--port=0");
        List<Entry> ledger = new ArrayList<>();
        for (int kill = 1; kill <= KILLS; kill++) {
            ledger.addAll(writeUntilItDies(tracker, kill));
            tracker = start("--port=" + tracker.port());
            verify(tracker, ledger.subList(ledger.size() - WRITERS, ledger.size()));
        }
        verify(tracker, ledger);
        assertThat(ledger.stream().mapToInt(entry -> entry.chunks.get()).sum())
                .isGreaterThanOrEqualTo(KILLS * ACKNOWLEDGED_AT_DEATH);
    }

    /** The lease is long, because nobody renews it. Each process lives for seconds: it is not worth compiling much. */
    private static AppProcess start(String port) {
        List<String> command = Installed.app(
                "tracker", "tracker", List.of("--data=tracker-data", port, "--rangeswarm.tracker.lease=1h"));
        command.add(1, "-XX:TieredStopAtLevel=1");
        AppProcess tracker = swarm.start("tracker", swarm.folder("."), Map.of(), command);
        tracker.url();
        return tracker;
    }

    private static List<Entry> writeUntilItDies(AppProcess tracker, int round) throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(WRITERS);
        List<Entry> entries = IntStream.range(0, WRITERS)
                .mapToObj(writer -> new Entry(TestFiles.manifestWithoutContent(round * 100L + writer, CHUNKS)))
                .toList();
        List<Thread> writers = entries.stream()
                .map(entry -> new Thread(() -> write(tracker.url(), entry, busy)))
                .toList();
        writers.forEach(Thread::start);
        assertThat(busy.await(60, TimeUnit.SECONDS)).as("writers are under way").isTrue();
        tracker.kill();
        for (Thread writer : writers) {
            writer.join();
        }
        return entries;
    }

    private static void write(String url, Entry entry, CountDownLatch busy) {
        try {
            FakePeer.Membership peer = FakePeer.absent(url, 30_000);
            peer.share(FileRegistration.of(new FileName("x"), entry.manifest, ChunkSet.of(CHUNKS, 0)));
            entry.chunks.set(1);
            for (int index = 1; index < CHUNKS; index++) {
                peer.registerChunk(entry.manifest.fileId(), index);
                entry.chunks.set(index + 1);
                if (index == ACKNOWLEDGED_AT_DEATH) {
                    busy.countDown();
                }
            }
        } catch (UncheckedIOException trackerIsDead) {
            // What was wanted.
        }
    }

    /** Asked for by the only one who holds anything of it: a bitfield says all at once what pages of chunks say one by one. */
    private static void verify(AppProcess tracker, List<Entry> entries) {
        for (Entry entry : entries) {
            int acknowledged = entry.chunks.get();
            List<Location> peers = Client.locations(tracker, entry.manifest.fileId());
            assertThat(peers).hasSize(1);
            assertThat(peers.get(0).chunks(CHUNKS).containsAll(0, acknowledged - 1))
                    .as("chunks 0 to %d of %s", acknowledged - 1, peers.get(0))
                    .isTrue();
        }
    }

    @Test
    void secondTrackerOnTheSameDataSaysSoInOneLineAndFails() {
        AppProcess tracker = swarm.tracker("only");
        tracker.url();

        AppProcess second = swarm.start(
                "second", swarm.folder("."), Map.of(), Swarm.jar("tracker"), List.of("--port=0", "--data=only-data"));

        assertThat(second.awaitExit()).isOne();
        assertThat(second.log().strip())
                .isEqualTo("tracker-app: the data folder is in use by another tracker;"
                        + " choose another with --data=DIR");
        assertThat(Http.get(tracker.url() + "/api/v1/files").status()).isEqualTo(200);
    }
}
