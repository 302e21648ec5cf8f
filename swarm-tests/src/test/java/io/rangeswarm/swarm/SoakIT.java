package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.swarm.TestFiles.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A swarm whose members are killed, stopped, cut off, made to forget and started again at random, the tracker among them;
 * what comes of one number comes of it again, as far as processes allow. Three minutes in the build; on request
 * {@code -Dsoak.minutes=60 -Dsoak.peers=20 -Dsoak.seed=N}.
 */
class SoakIT {

    private static final int MINUTES = Integer.getInteger("soak.minutes", 3);
    private static final int PEERS = Integer.getInteger("soak.peers", 6);
    private static final long SEED = Long.getLong("soak.seed", 20_261_123);
    private static final int FILES_MAX = 12;
    private static final Duration BETWEEN_MISHAPS = Duration.ofSeconds(2);
    private static final Duration TO_HEAL = Duration.ofMinutes(3);

    /** What is on the disk of a machine whose peer is started again and again. */
    private final class Machine {
        private final String name;
        private final ChaosProxy line;
        private AppProcess peer;
        private boolean stopped;

        Machine(String name) throws IOException {
            this.name = name;
            this.line = new ChaosProxy();
            this.peer = start();
        }

        private AppProcess start() {
            AppProcess started = swarm.peer(
                    name,
                    tracker.url(),
                    "--endpoint=" + line.url(),
                    "--mirror",
                    "--upload-limit=4MB",
                    "--rangeswarm.peer.rescan-frequency=1s");
            line.leadsTo(started.port());
            return started;
        }

        private void killAndRestart() {
            peer.kill();
            stopped = false;
            peer = start();
        }

        private void terminateAndRestart() {
            heal();
            peer.terminate();
            peer.awaitExit();
            peer = start();
        }

        private void heal() {
            line.fallSilent(false);
            line.corrupt(0);
            if (stopped) {
                peer.resume();
                stopped = false;
            }
        }

        private void suspend() {
            stopped = true;
            peer.suspend();
        }

        private Path file(Sample sample) {
            return swarm.folder(name).resolve(sample.name());
        }
    }

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private final Random random = new Random(SEED);
    private final List<Sample> files = new ArrayList<>();
    private final List<Machine> machines = new ArrayList<>();
    private AppProcess tracker = swarm.tracker("tracker");
    private final int trackerPort = tracker.port();

    @Test
    void whateverHappensNoWrongByteIsKeptAndAllEndsWell() throws IOException {
        System.out.println("soak: " + MINUTES + " minutes, " + PEERS + " peers, seed number " + SEED);
        addFile();
        for (int number = 1; number <= PEERS; number++) {
            machines.add(new Machine("peer-" + number));
        }
        Instant end = Instant.now().plus(Duration.ofMinutes(MINUTES));
        int mishaps = 0;
        for (; Instant.now().isBefore(end); mishaps++) {
            mishap();
            assertNoWrongByte();
            Instant next = Instant.now().plus(BETWEEN_MISHAPS);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> Instant.now().isAfter(next));
        }
        System.out.println("soak: " + mishaps + " mishaps, " + files.size() + " files");
        machines.forEach(Machine::heal);

        for (Machine machine : machines) {
            for (Sample file : files) {
                eventually(machine.name + " has " + file.name())
                        .atMost(TO_HEAL)
                        .until(() -> Files.exists(machine.file(file)));
            }
        }
        assertNoWrongByte();
        assertThat(machines).allMatch(machine -> machine.peer.isAlive());
        for (Sample file : files) {
            eventually("the tracker knows that all have " + file.name())
                    .until(() -> Client.awaitListed(tracker, file.name()).seeds() == PEERS);
        }
        for (Machine machine : machines) {
            machine.line.close();
        }
    }

    private void mishap() throws IOException {
        Machine machine = machines.get(random.nextInt(PEERS));
        switch (random.nextInt(10)) {
            case 0 -> addFile();
            case 1 -> machine.killAndRestart();
            case 2 -> machine.terminateAndRestart();
            case 3 -> machine.suspend();
            case 4 -> machine.line.cut();
            case 5 -> machine.line.fallSilent(true);
            case 6 ->
                machines.get(1 + random.nextInt(PEERS - 1))
                        .line
                        .corrupt(0.002); // whoever lies alone is banned for minutes
            case 7 -> killAndRestartTracker();
            default -> machines.forEach(Machine::heal);
        }
    }

    private void killAndRestartTracker() {
        tracker.kill();
        tracker = swarm.tracker("tracker", "--port=" + trackerPort);
        tracker.url();
    }

    /** At the first machine; one of three MiB, one of five, and so on. */
    private void addFile() throws IOException {
        int number = files.size();
        if (number == FILES_MAX) {
            return;
        }
        Sample file = TestFiles.sample("file-" + number + ".bin", SEED + number, (3 + 2 * number) * MIB);
        files.add(file);
        Path original = TestFiles.write(swarm.folder("originals").resolve(file.name()), file.content());
        Path copy = Files.copy(original, swarm.folder("new").resolve(file.name()));
        Files.move(copy, swarm.folder("peer-1").resolve(file.name()));
    }

    /** Whatever stands under a final name is what was shared under that name. */
    private void assertNoWrongByte() throws IOException {
        for (Machine machine : machines) {
            try (Stream<Path> there = Files.list(swarm.folder(machine.name))) {
                for (Path file : there.filter(Files::isRegularFile).toList()) {
                    Sample expected = files.stream()
                            .filter(sample -> file.endsWith(sample.name()))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("nobody shared " + file));
                    assertThat(Files.mismatch(file, swarm.folder("originals").resolve(expected.name())))
                            .as(file.toString())
                            .isEqualTo(-1);
                }
            }
        }
    }
}
