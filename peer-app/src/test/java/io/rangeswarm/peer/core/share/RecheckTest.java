package io.rangeswarm.peer.core.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecheckTest {

    private static final int MIB = 1 << 20;
    private static final Duration EVERY = Duration.ofDays(30);

    @TempDir
    private Path temp;

    private Path root;
    private final Holdings holdings = new Holdings();
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private ShareFolder folder;
    private Recheck recheck;
    private Instant now = Clock.systemUTC().instant();

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectories(temp.resolve("share")).toRealPath();
        reopen();
    }

    private void reopen() throws IOException {
        folder = ShareFolder.open(new ShareFolder.Settings(root, holdings, executor, 2, Clock.systemUTC(), () -> {}));
        recheck = new Recheck(folder, new Recheck.Settings(EVERY, 2 * MIB), () -> now, new Random(1));
    }

    @AfterEach
    void close() throws IOException {
        folder.close();
        executor.shutdownNow();
    }

    private Path share(String name, int length) throws IOException {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        Path file = Files.write(root.resolve(name), content);
        folder.scan();
        return file;
    }

    /** As a disk does it: the bytes are others, and nothing else has changed. */
    private static void rot(Path file, long at) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            channel.write(one.put(0, (byte) (one.get(0) ^ 1)).flip(), at);
        }
        Files.setLastModifiedTime(file, time);
    }

    private void second() {
        now = now.plusSeconds(1);
        recheck.step();
    }

    /** @return how many seconds it took */
    private int round() {
        int seconds = 0;
        do {
            second();
            seconds++;
        } while (recheck.isRunning());
        return seconds;
    }

    private Manifest onlyShared() {
        return holdings.all().stream().map(Holding::manifest).findFirst().orElseThrow();
    }

    @Test
    void withdrawsAFileThatHasRottenOnDiskAndSaysWhere() throws IOException {
        share("good.bin", 3 * MIB);
        Path rotten = share("rotten.bin", 5 * MIB);
        rot(rotten, 3 * MIB + 17);
        folder.scan();
        assertThat(holdings.all()).as("no scan notices").hasSize(2);

        recheck.soon();
        round();

        assertThat(onlyShared().layout().length()).isEqualTo(3 * MIB);
        assertThat(folder.damaged()).hasSize(1).allSatisfy(damage -> {
            assertThat(damage.name()).isEqualTo(new FileName("rotten.bin"));
            assertThat(damage.detail()).contains("chunk 3");
        });
    }

    @Test
    void aWishIsSeenUntilItsRoundHasEnded() throws IOException {
        share("good.bin", MIB);
        assertThat(recheck.isRunning()).isFalse();

        recheck.soon();

        assertThat(recheck.isRunning()).isTrue();
        round();
        assertThat(recheck.isRunning()).isFalse();
    }

    @Test
    void whatWasFoundDamagedStaysWithdrawnForScansAndForTheNextProcess() throws IOException {
        rot(share("rotten.bin", 2 * MIB), 0);
        recheck.soon();
        round();
        assertThat(holdings.all()).isEmpty();

        folder.scan();
        assertThat(holdings.all()).isEmpty();
        folder.close();
        reopen();
        assertThat(folder.scan().skipped()).extracting(Skipped::reason).containsExactly(Skipped.Reason.DAMAGED);

        assertThat(holdings.all()).isEmpty();
        assertThat(folder.damaged()).hasSize(1);
        Files.move(root.resolve("rotten.bin"), root.resolve("renamed.bin"));
        folder.scan();
        assertThat(holdings.all()).as("by another name").isEmpty();
    }

    @Test
    void aFileThatWasRestoredIsSharedAgain() throws IOException {
        Path file = share("film.bin", 2 * MIB);
        Manifest before = onlyShared();
        byte[] content = Files.readAllBytes(file);
        rot(file, MIB);
        recheck.soon();
        round();

        Files.delete(file);
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(3600)));
        folder.scan();

        assertThat(onlyShared()).isEqualTo(before);
        assertThat(folder.damaged()).isEmpty();
    }

    @Test
    void aFileThatSomebodyHasWrittenToIsNotDamaged() throws IOException {
        Path file = share("film.bin", 2 * MIB);
        Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
        recheck.soon();
        round();

        assertThat(folder.damaged()).isEmpty();
    }

    @Test
    void readsNoFasterThanItMayAndBeginsWhenItIsTime() throws IOException {
        share("film.bin", 12 * MIB);
        second();
        assertThat(recheck.readBytes()).as("not yet").isZero();
        now = now.plus(EVERY);

        int seconds = round();

        assertThat(seconds).isBetween(6, 8); // 12 MiB at 2 MiB a second
        assertThat(recheck.readBytes()).isEqualTo(12 * MIB);
        now = now.plus(EVERY.minusMinutes(1));
        second();
        assertThat(recheck.readBytes()).as("not again").isEqualTo(12 * MIB);
        now = now.plus(Duration.ofMinutes(2));
        round();
        assertThat(recheck.readBytes()).isEqualTo(24 * MIB);
    }

    @Test
    void aRestartDoesNotBeginAnew() throws IOException {
        share("film.bin", MIB);
        now = now.plus(EVERY);
        round();
        folder.close();
        reopen();
        folder.scan();
        now = now.plus(EVERY.minusMinutes(1));
        second();

        assertThat(recheck.readBytes()).isZero();
        now = now.plus(Duration.ofMinutes(2));
        round();
        assertThat(recheck.readBytes()).isEqualTo(MIB);
    }
}
