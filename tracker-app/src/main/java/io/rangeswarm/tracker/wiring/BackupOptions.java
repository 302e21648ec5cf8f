package io.rangeswarm.tracker.wiring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options under {@code rangeswarm.tracker.backup}: copies of the data folder's database.
 *
 * @param folder where they go; null or empty for none
 * @param every 1 s to 30 days
 * @param kept count of copies, 1 to 1000
 */
record BackupOptions(@Nullable String folder, Duration every, int kept) {

    /** @throws IllegalArgumentException that names the option and its bounds */
    BackupOptions {
        folder = folder == null || folder.isBlank() ? null : folder;
        if (every.compareTo(Duration.ofSeconds(1)) < 0 || every.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException("rangeswarm.tracker.backup.every must be 1s to 30d, not " + every);
        }
        if (kept < 1 || kept > 1000) {
            throw new IllegalArgumentException("rangeswarm.tracker.backup.kept must be 1 to 1000, not " + kept);
        }
    }

    Optional<Path> target() {
        return Optional.ofNullable(folder)
                .map(Path::of)
                .map(path -> path.toAbsolutePath().normalize());
    }
}
