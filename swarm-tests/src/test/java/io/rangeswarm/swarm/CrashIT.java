package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitComplete;
import static io.rangeswarm.swarm.Client.awaitHeld;
import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ChunkPage;
import io.rangeswarm.model.api.FileRegistration;
import io.rangeswarm.model.api.PeerRegistered;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What survives when processes are killed in the middle of everything. */
class CrashIT {

    private static final int CHUNKS = 256;
    private static final byte[] CONTENT = TestFiles.bytes(1, CHUNKS * MIB);
    private static final Manifest MANIFEST = TestFiles.manifest(CONTENT);
    private static final String NAME = "big.bin";
    private static final int REQUESTS_PER_SOURCE = 4;

    /** Twice a third of the tracker's default lease. */
    private static final Duration TWO_HEARTBEATS = Duration.ofSeconds(20);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static ChaosProxy uplink;
    private static AppProcess tracker;
    private static int trackerPort;

    @BeforeAll
    static void startTrackerAndSeed() throws IOException {
        TestFiles.write(swarm.folder("seed").resolve(NAME), CONTENT);
        uplink = new ChaosProxy();
        tracker = swarm.tracker("tracker");
        trackerPort = tracker.port();
        AppProcess seed = swarm.peer("seed", tracker, "--endpoint=" + uplink.url());
        uplink.leadsTo(seed.port());
        awaitListed(tracker, NAME);
    }

    @AfterAll
    static void closeUplink() throws IOException {
        uplink.close();
    }

    @BeforeEach
    void haveATrackerThatKnowsTheSeed() {
        uplink.limitTo(0);
        if (!tracker.isAlive()) {
            tracker = restartTracker();
        }
        awaitListed(tracker, NAME);
    }

    /** On the same port and data; a part of the class, not of the test. */
    private static AppProcess restartTracker() {
        AppProcess restarted = swarm.tracker("tracker", "--port=" + trackerPort);
        restarted.url();
        return restarted;
    }

    @Test
    void peerUnderKillMinus9TwentyTimesFetchesNothingTwiceButWhatWasInFlight() {
        int kills = 20;
        uplink.limitTo(24L * MIB);
        long before = uplink.bytesBack();
        for (int kill = 1; kill <= kills; kill++) {
            AppProcess victim = swarm.peer("victim", tracker, "--fetch=" + NAME);
            long goal = before + (long) kill * CHUNKS * MIB / (kills + 1);
            eventually("part " + kill + " has come").until(() -> uplink.bytesBack() >= goal);
            victim.kill();
        }
        uplink.limitTo(0);
        AppProcess survivor = swarm.peer("victim", tracker, "--fetch=" + NAME);
        awaitComplete(survivor, MANIFEST.fileId());

        assertThat(swarm.folder("victim").resolve(NAME)).hasBinaryContent(CONTENT);
        long inFlight = (long) kills * REQUESTS_PER_SOURCE * MIB;
        long headers = (CHUNKS + (long) kills * REQUESTS_PER_SOURCE) * 2048;
        assertThat(uplink.bytesBack() - before).isBetween((long) CHUNKS * MIB, CHUNKS * MIB + inFlight + headers);
    }

    @Test
    void trackerThatIsKilledComesBackWithAllItHasAcknowledgedAndDownloadsEnd() {
        uplink.limitTo(16L * MIB);
        AppProcess leech = swarm.peer("leech-1", tracker, "--fetch=" + NAME);
        awaitHeld(leech, MANIFEST.fileId(), 8);
        List<Integer> acknowledged = new CopyOnWriteArrayList<>();
        Thread registrar = registerUntilTheTrackerDies(acknowledged);
        eventually("there are registrations under way").until(() -> acknowledged.size() >= 20);

        tracker.kill();
        join(registrar);
        tracker = restartTracker();

        ChunkPage chunks = Http.get(
                tracker.url() + "/api/v1/files/" + OTHER.fileId().hex() + "/chunks?limit=1000", ChunkPage.class);
        List<Integer> held = chunks.chunks().stream()
                .filter(chunk -> chunk.holders() > 0)
                .map(ChunkPage.Chunk::index)
                .toList();
        assertThat(held).containsAll(acknowledged);
        uplink.limitTo(0);
        awaitComplete(leech, MANIFEST.fileId());
        assertThat(swarm.folder("leech-1").resolve(NAME)).hasBinaryContent(CONTENT);
    }

    private static final Manifest OTHER = TestFiles.manifest(TestFiles.bytes(2, 100 * MIB));

    private static Thread registerUntilTheTrackerDies(List<Integer> acknowledged) {
        FakePeer.Membership peer = FakePeer.absent(tracker.url(), 20_001);
        peer.share(FileRegistration.of(new FileName("other.bin"), OTHER, ChunkSet.of(100, 0)));
        Thread thread = new Thread(() -> {
            try {
                for (int index = 0; ; index = (index + 1) % 100) {
                    peer.registerChunk(OTHER.fileId(), index);
                    acknowledged.add(index);
                }
            } catch (UncheckedIOException trackerIsDead) {
                // What was wanted.
            }
        });
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void trackerThatHasLostItsDataIsFilledAgainWithinTwoHeartbeats() throws IOException {
        uplink.limitTo(16L * MIB);
        AppProcess leech = swarm.peer("leech-2", tracker, "--fetch=" + NAME);
        awaitHeld(leech, MANIFEST.fileId(), 8);
        PeerRegistered stranger = FakePeer.absent(tracker.url(), 20_002).self();

        tracker.kill();
        delete(swarm.folder("tracker-data"));
        tracker = restartTracker();

        eventually("seed and leech are listed again")
                .atMost(TWO_HEARTBEATS)
                .until(() -> Client.locations(tracker, MANIFEST.fileId()).size() == 2);
        assertThat(Http.get(tracker.url() + "/api/v1/peers").text()).doesNotContain(stranger.peerId());
        uplink.limitTo(0);
        awaitComplete(leech, MANIFEST.fileId());
        eventually("the leech is a seed").until(() -> awaitListed(tracker, NAME).seeds() == 2);
    }

    @Test
    void downloadEndsWithoutTheTrackerFromTheSourcesItKnows() {
        uplink.limitTo(16L * MIB);
        AppProcess leech = swarm.peer("leech-3", tracker, "--fetch=" + NAME);
        awaitHeld(leech, MANIFEST.fileId(), 8);

        tracker.kill();
        uplink.cut(); // so that the seed has to be found and connected to again
        uplink.limitTo(0);

        awaitComplete(leech, MANIFEST.fileId());
        assertThat(swarm.folder("leech-3").resolve(NAME)).hasBinaryContent(CONTENT);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
