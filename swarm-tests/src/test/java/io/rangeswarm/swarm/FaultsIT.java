package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitComplete;
import static io.rangeswarm.swarm.Client.awaitHeld;
import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.swarm.TestFiles.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Swarms some of whose members fall silent or are badly connected: all others end, with the right bytes. */
class FaultsIT {

    private static final Sample FILE = TestFiles.sample("big.bin", 51, 64 * MIB);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static AppProcess tracker;

    private final List<ChaosProxy> lines = new ArrayList<>();

    @BeforeAll
    static void startTracker() {
        tracker = swarm.tracker("tracker");
    }

    @AfterEach
    void closeLines() throws IOException {
        for (ChaosProxy line : lines) {
            line.close();
        }
    }

    private ChaosProxy line() throws IOException {
        ChaosProxy line = new ChaosProxy();
        lines.add(line);
        return line;
    }

    private static AppProcess seed(String name, String... arguments) throws IOException {
        TestFiles.write(swarm.folder(name).resolve(FILE.name()), FILE.content());
        return swarm.peer(name, tracker, arguments);
    }

    private AppProcess seedBehind(ChaosProxy line, String name) throws IOException {
        AppProcess seed = seed(name, "--endpoint=" + line.url());
        line.leadsTo(seed.port());
        return seed;
    }

    private static void awaitSeeds(int count) {
        eventually(count + " seeds")
                .until(() -> awaitListed(tracker, FILE.name()).seeds() == count);
    }

    private static void assertRight(AppProcess leech, String folder) throws IOException {
        awaitComplete(leech, FILE.fileId());
        assertThat(Files.readAllBytes(swarm.folder(folder).resolve(FILE.name())))
                .isEqualTo(FILE.content());
    }

    @Test
    void whereTheTrackerIsGoneForTheSecondHalfOfADownloadEveryPeerEnds() throws IOException {
        Sample file = TestFiles.sample("half.bin", 52, 48 * MIB);
        AppProcess mortal = swarm.tracker("mortal");
        TestFiles.write(swarm.folder("first").resolve(file.name()), file.content());
        swarm.peer("first", mortal, "--upload-limit=6MB");
        awaitListed(mortal, file.name());
        List<AppProcess> leeches = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            leeches.add(swarm.peer("half-" + number, mortal, "--upload-limit=6MB", "--fetch=" + file.name()));
        }
        for (AppProcess leech : leeches) {
            awaitHeld(leech, file.fileId(), 12);
        }

        mortal.kill();

        for (int number = 1; number <= 4; number++) {
            awaitComplete(leeches.get(number - 1), file.fileId());
            assertThat(Files.readAllBytes(swarm.folder("half-" + number).resolve(file.name())))
                    .isEqualTo(file.content());
        }
    }

    @Test
    void aSourceThatIsStoppedOrWhoseLineFallsSilentHoldsNobodyUp() throws IOException {
        ChaosProxy good = line();
        ChaosProxy dying = line();
        seedBehind(good, "good");
        seedBehind(dying, "dying");
        AppProcess stopped = seed("stopped");
        awaitSeeds(3);
        good.limitTo(8L * MIB);
        dying.limitTo(8L * MIB);
        AppProcess leech = swarm.peer("patient", tracker, "--fetch=" + FILE.name());
        awaitHeld(leech, FILE.fileId(), 4);

        stopped.suspend();
        dying.fallSilent(true);
        good.limitTo(0);

        assertRight(leech, "patient");
        stopped.resume();
    }

    @Test
    void overLinesThatDelayAndBreakAllEnd() throws IOException {
        ChaosProxy seedsLine = line();
        seedBehind(seedsLine, "far");
        awaitListed(tracker, FILE.name());
        seedsLine.delay(Duration.ofMillis(2));
        List<AppProcess> leeches = new ArrayList<>();
        List<ChaosProxy> leechesLines = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            ChaosProxy line = line();
            line.delay(Duration.ofMillis(2));
            AppProcess leech =
                    swarm.peer("shaky-" + number, tracker, "--endpoint=" + line.url(), "--fetch=" + FILE.name());
            line.leadsTo(leech.port());
            leeches.add(leech);
            leechesLines.add(line);
        }
        for (int held : new int[] {3, 10, 20, 30, 40, 50}) {
            awaitHeld(leeches.get(0), FILE.fileId(), held);
            seedsLine.cut();
            leechesLines.forEach(ChaosProxy::cut);
        }

        assertRight(leeches.get(0), "shaky-1");
        assertRight(leeches.get(1), "shaky-2");
    }
}
