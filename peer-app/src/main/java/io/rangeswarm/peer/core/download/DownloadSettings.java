package io.rangeswarm.peer.core.download;

import java.time.Duration;

/**
 * How downloads behave.
 *
 * @param activeMax downloads that run at a time, at least 1; the others wait
 * @param limits of each one
 * @param locationFrequency how often sources are looked for anew, unless the tracker wishes it less often
 * @param checkpointFrequency how often chunks are made to survive a power failure
 */
public record DownloadSettings(
        int activeMax, FetchLimits limits, Duration locationFrequency, Duration checkpointFrequency) {

    /** @throws IllegalArgumentException when a value is out of its bounds */
    public DownloadSettings {
        if (activeMax < 1 || activeMax > 64) {
            throw new IllegalArgumentException("max-active-downloads must be 1 to 64, not " + activeMax);
        }
        if (locationFrequency.toMillis() < 10 || checkpointFrequency.toMillis() < 10) {
            throw new IllegalArgumentException(
                    "update-file-location-frequency and checkpoint-frequency must be 10ms or more");
        }
    }
}
