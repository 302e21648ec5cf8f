package io.rangeswarm.tracker.wiring;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The options under {@code rangeswarm.tracker}; application.yml says what each is for and why it is so.
 *
 * @param data folder of the database, unless {@code database} names another
 * @param lease 1 s to 1 day
 * @param sweepEvery 100 ms to 1 h
 * @param cleanEvery 1 s to 1 day
 * @param pollAfter 1 ms to 1 h
 * @param requestBodyMax 1 KB to 1 GB
 * @param changesWaitingMax 1 to 1,000,000
 * @param pollsPerSecondMax 1 to 1,000,000
 * @param registrationsPerSecondMax of chunks, 1 to 1,000,000
 * @param pollAfterMax 1 ms to 1 h
 * @param renewalsPerSecondMax 1 to 1,000,000
 * @param leaseMax 1 s to 1 day
 * @param newPeersAtOnceMax from one address, 1 to 1,000,000
 * @param newPeersPerSecondMax from one address, 1 to 1,000,000
 * @param endpoints whose a peer may register where no access token is needed
 * @param callBack whether peers that offer a proof are looked for at their endpoints
 */
@ConfigurationProperties(prefix = "rangeswarm.tracker", ignoreUnknownFields = false)
public record TrackerProperties(
        Path data,
        DatabaseOptions database,
        BackupOptions backup,
        Duration lease,
        Duration sweepEvery,
        Duration cleanEvery,
        Duration pollAfter,
        DataSize requestBodyMax,
        int changesWaitingMax,
        int pollsPerSecondMax,
        int registrationsPerSecondMax,
        Duration pollAfterMax,
        int renewalsPerSecondMax,
        Duration leaseMax,
        int newPeersAtOnceMax,
        int newPeersPerSecondMax,
        EndpointRule endpoints,
        boolean callBack) {

    private static final int COUNT_MAX = 1_000_000;

    /** @throws IllegalArgumentException that names the option and its bounds */
    public TrackerProperties {
        requireBetween("lease", lease, Duration.ofSeconds(1), Duration.ofDays(1));
        requireBetween("sweep-every", sweepEvery, Duration.ofMillis(100), Duration.ofHours(1));
        requireBetween("clean-every", cleanEvery, Duration.ofSeconds(1), Duration.ofDays(1));
        requireBetween("poll-after", pollAfter, Duration.ofMillis(1), Duration.ofHours(1));
        if (requestBodyMax.toKilobytes() < 1 || requestBodyMax.toGigabytes() > 1) {
            throw new IllegalArgumentException("rangeswarm.tracker.request-body-max must be 1KB to 1GB, not "
                    + requestBodyMax.toKilobytes() + "KB");
        }
        requireCount("changes-waiting-max", changesWaitingMax);
        requireCount("polls-per-second-max", pollsPerSecondMax);
        requireCount("registrations-per-second-max", registrationsPerSecondMax);
        requireBetween("poll-after-max", pollAfterMax, Duration.ofMillis(1), Duration.ofHours(1));
        requireCount("renewals-per-second-max", renewalsPerSecondMax);
        requireBetween("lease-max", leaseMax, Duration.ofSeconds(1), Duration.ofDays(1));
        requireCount("new-peers-at-once-max", newPeersAtOnceMax);
        requireCount("new-peers-per-second-max", newPeersPerSecondMax);
    }

    private static void requireBetween(String option, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException("rangeswarm.tracker." + option + " must be " + inUnits(min) + " to "
                    + inUnits(max) + ", not " + inUnits(value));
        }
    }

    private static void requireCount(String option, int value) {
        if (value < 1 || value > COUNT_MAX) {
            throw new IllegalArgumentException(
                    "rangeswarm.tracker." + option + " must be 1 to " + COUNT_MAX + ", not " + value);
        }
    }

    private static String inUnits(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    /** The folder, as an absolute path: the database takes no relative one without a dot. */
    Path dataFolder() {
        return data.toAbsolutePath().normalize();
    }
}
