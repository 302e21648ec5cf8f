package io.rangeswarm.tracker.jdbc;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static io.rangeswarm.tracker.core.swarm.Samples.peer;
import static io.rangeswarm.tracker.core.swarm.Samples.profile;
import static io.rangeswarm.tracker.core.swarm.Samples.token;
import static io.rangeswarm.tracker.core.swarm.Samples.whole;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on an H2 file. */
class H2SwarmStoreTest extends DatabaseContract {

    @TempDir
    Path folder;

    @Override
    String url() {
        return "jdbc:h2:file:" + folder.resolve("tracker")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;LOCK_TIMEOUT=5000";
    }

    @Override
    String[] migrations() {
        return new String[] {"classpath:db/migration"};
    }

    @Test
    void restoredCopyHasWhatTheDatabaseHadWhenItWasMade() throws IOException {
        addPeer(1);
        Path copy = backups(2, "2026-01-31T23:59:59Z").copy();
        addPeer(2);
        close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }

        unzip(copy);
        open();

        assertThat(copy.getFileName()).hasToString("tracker-20260131-235959.zip");
        assertThat(store().findPeer(peer(1), NOW)).isPresent();
        assertThat(store().findPeer(peer(2), NOW)).isEmpty();
        assertThat(catalog().manifest(manifest(2, "two").fileId(), NOW)).contains(manifest(2, "two"));
    }

    @Test
    void keepsTheNewestCopiesAndNothingElseOfItsOwn() throws IOException {
        Path foreign = Files.createDirectories(folder.resolve("backups")).resolve("notes.txt");
        Files.writeString(foreign, "mine");

        for (int day = 1; day <= 4; day++) {
            backups(2, "2026-01-0" + day + "T00:00:00Z").copy();
        }

        try (Stream<Path> left = Files.list(folder.resolve("backups"))) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "notes.txt", "tracker-20260103-000000.zip", "tracker-20260104-000000.zip");
        }
    }

    private DatabaseBackups backups(int kept, String time) {
        return new DatabaseBackups(
                template(), folder.resolve("backups"), kept, Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
    }

    private void addPeer(int number) {
        store().change(changes -> {
            changes.addPeer(peer(number), token(number).hash(), profile(9000 + number), NOW.plusSeconds(30));
            changes.putHoldings(peer(number), List.of(whole("two", manifest(2, "two"))));
            return 0;
        });
    }

    private void unzip(Path zip) throws IOException {
        try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Files.copy(entries, folder.resolve(entry.getName()));
            }
        }
    }
}
