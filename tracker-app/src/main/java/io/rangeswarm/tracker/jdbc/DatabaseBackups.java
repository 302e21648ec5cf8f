package io.rangeswarm.tracker.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Copies an H2 database while it is in use: each copy is a zip of the database's file as it was at one moment, named by
 * the time, such as {@code tracker-20260131-235959.zip}. Who has several copies keeps the newest. One thread at a time.
 */
public final class DatabaseBackups {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private static final String PREFIX = "tracker-";
    private static final String SUFFIX = ".zip";

    private final JdbcTemplate template;
    private final Path folder;
    private final int kept;
    private final Clock clock;

    /**
     * Makes copies for one folder.
     *
     * @param folder is made if it is not there
     * @param kept count of copies, 1 or more
     */
    public DatabaseBackups(JdbcTemplate template, Path folder, int kept, Clock clock) {
        this.template = template;
        this.folder = folder;
        this.kept = kept;
        this.clock = clock;
    }

    /**
     * Makes a copy, and then removes the oldest ones beyond what is kept.
     *
     * @return the copy; nobody finds it by this name before it is whole
     * @throws IOException when the folder cannot be written
     */
    public Path copy() throws IOException {
        Files.createDirectories(folder);
        Path copy = folder.resolve(PREFIX + TIME.format(clock.instant()) + SUFFIX);
        Path unfinished = folder.resolve("unfinished" + SUFFIX);
        Files.deleteIfExists(unfinished); // of a process that was killed meanwhile
        template.update("backup to ?", unfinished.toString());
        Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        removeOldest();
        return copy;
    }

    private void removeOldest() throws IOException {
        List<Path> newestFirst;
        try (Stream<Path> entries = Files.list(folder)) {
            newestFirst = entries.filter(entry -> entry.getFileName().toString().matches(PREFIX + "[0-9-]{15}\\.zip"))
                    .sorted(Comparator.reverseOrder()) // their names sort as their times do
                    .toList();
        }
        for (Path old : newestFirst.subList(Math.min(kept, newestFirst.size()), newestFirst.size())) {
            Files.delete(old);
        }
    }
}
