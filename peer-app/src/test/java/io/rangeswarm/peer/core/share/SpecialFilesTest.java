package io.rangeswarm.peer.core.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.share.Skipped.Reason;
import io.rangeswarm.peer.core.store.StrangeDisk;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A shared folder with devices and sockets in it, and one on a disk that cannot be read. */
@Timeout(60)
class SpecialFilesTest {

    @TempDir
    private Path temp;

    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final Holdings holdings = new Holdings();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private ShareFolder open(Path folder) throws IOException {
        return ShareFolder.open(new ShareFolder.Settings(folder, holdings, executor, 2, Clock.systemUTC(), () -> {}));
    }

    @Test
    void devicesAreNotShared() throws Exception {
        Path device = temp.resolve("zero");
        int made = new ProcessBuilder("mknod", device.toString(), "c", "1", "5")
                .inheritIO()
                .start()
                .waitFor();
        assumeThat(made).as("needs root").isZero();

        try (ShareFolder folder = open(temp)) {
            assertThat(folder.scan().skipped()).extracting(Skipped::reason).containsExactly(Reason.SPECIAL);
        }
        assertThat(holdings.all()).isEmpty();
    }

    @Test
    void socketsAreNotShared() throws IOException {
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                ShareFolder folder = open(temp)) {
            socket.bind(UnixDomainSocketAddress.of(temp.resolve("s")));

            assertThat(folder.scan().skipped()).extracting(Skipped::reason).containsExactly(Reason.SPECIAL);
        }
    }

    @Test
    void aFileThatTheDiskCannotReadIsSaidAndNotShared() throws IOException {
        StrangeDisk disk = StrangeDisk.withFaults();
        Files.write(temp.resolve("film.bin"), new byte[3 << 20]);
        try (ShareFolder folder = open(disk.at(temp))) {
            disk.failReads(Optional.of(StrangeDisk.BROKEN));
            assertThat(folder.scan().skipped()).extracting(Skipped::reason).containsExactly(Reason.UNREADABLE);
            assertThat(holdings.all()).isEmpty();

            disk.failReads(Optional.empty());
            folder.scan();
            assertThat(holdings.all()).hasSize(1);
        }
    }

    @Test
    void aSharedFileThatTheDiskCannotReadAnyMoreIsWithdrawnByTheRecheck() throws IOException {
        StrangeDisk disk = StrangeDisk.withFaults();
        Files.write(temp.resolve("film.bin"), new byte[3 << 20]);
        try (ShareFolder folder = open(disk.at(temp))) {
            folder.scan();
            Instant[] now = {Clock.systemUTC().instant()};
            Recheck recheck =
                    new Recheck(folder, new Recheck.Settings(Duration.ZERO, 100 << 20), () -> now[0], new Random(1));
            disk.failReads(Optional.of(StrangeDisk.BROKEN));
            recheck.soon();
            do {
                now[0] = now[0].plusSeconds(1);
                recheck.step();
            } while (recheck.isRunning());

            assertThat(holdings.all()).isEmpty();
            assertThat(folder.damaged())
                    .hasSize(1)
                    .allSatisfy(damage -> assertThat(damage.detail()).contains(StrangeDisk.BROKEN));
        }
    }
}
