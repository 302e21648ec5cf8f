package io.rangeswarm.peer.wiring;

import io.rangeswarm.peer.core.download.DownloadSettings;
import io.rangeswarm.peer.core.download.FetchLimits;
import io.rangeswarm.peer.core.limit.Bandwidth;
import io.rangeswarm.peer.core.limit.LimitExemption;
import io.rangeswarm.peer.core.limit.Limits;
import io.rangeswarm.peer.core.share.Recheck;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/**
 * The options under {@code rangeswarm.peer} of application.yml, where each stands with its default, unit and reason.
 */
@ConfigurationProperties(prefix = "rangeswarm.peer", ignoreUnknownFields = false)
public record PeerOptions(
        Path share,
        List<String> tracker,
        @Nullable String endpoint,
        @Nullable String name,
        @Nullable String zone,
        @Nullable List<String> fetch,
        boolean mirror,
        int maxQueuedRequests,
        int requestsPerSource,
        int maxActiveDownloads,
        Duration updateFileLocationFrequency,
        Duration chunkRegistrationFrequency,
        Duration rescanFrequency,
        Duration mirrorFrequency,
        String recheck,
        String recheckLimit,
        Duration checkpointFrequency,
        Duration stallTimeout,
        String uploadLimit,
        String downloadLimit,
        String limitsExempt,
        int uploadSlots,
        int portsTried) {

    private static final int TRACKER_PORT = 8080;
    private static final int PEER_PORT = 9090;

    /** @throws IllegalArgumentException that names the option which is out of its bounds */
    public PeerOptions {
        fetch = fetch == null ? List.of() : List.copyOf(fetch);
        name = name == null || name.isBlank() ? null : name.strip();
        zone = zone == null || zone.isBlank() ? null : zone.strip();
        endpoint = endpoint == null || endpoint.isBlank()
                ? null
                : PeerEndpoint.ofTyped(endpoint, PEER_PORT).url();
        tracker = PeerEndpoint.listOfTyped(String.join(",", tracker), TRACKER_PORT).stream()
                .map(PeerEndpoint::url)
                .toList();
        uploadLimit = checked("upload-limit", uploadLimit, Bandwidth::parse);
        downloadLimit = checked("download-limit", downloadLimit, Bandwidth::parse);
        recheck = checked("recheck", recheck, RecheckPeriod::parse);
        recheckLimit = checked("recheck-limit", recheckLimit, Bandwidth::parse);
        require(
                Bandwidth.parse(recheckLimit).isLimited(),
                "recheck-limit must be a rate such as 16MB; recheck=never turns it off");
        limitsExempt = checked("limits-exempt", limitsExempt, LimitExemption::parse);
        require(uploadSlots >= 1 && uploadSlots <= 10_000, "upload-slots must be 1 to 10000, not " + uploadSlots);
        require(portsTried >= 1 && portsTried <= 1000, "ports-tried must be 1 to 1000, not " + portsTried);
        requirePositive(chunkRegistrationFrequency, "chunk-registration-frequency");
        requirePositive(rescanFrequency, "rescan-frequency");
        requirePositive(mirrorFrequency, "mirror-frequency");
        requirePositive(stallTimeout, "stall-timeout");
    }

    /** Reads the options before any bean is made, and refuses those that do not exist. */
    static PeerOptions strictlyFrom(Environment environment) {
        return Binder.get(environment)
                .bind(
                        "rangeswarm.peer",
                        Bindable.of(PeerOptions.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()))
                .get();
    }

    List<PeerEndpoint> trackerEndpoints() {
        return tracker.stream().map(PeerEndpoint::new).toList();
    }

    List<String> filesToFetch() {
        return fetch == null ? List.of() : fetch;
    }

    Limits limits() {
        return new Limits(
                Bandwidth.parse(uploadLimit), Bandwidth.parse(downloadLimit), LimitExemption.parse(limitsExempt));
    }

    /** How often all that is shared is read again, and how fast. */
    Recheck.Settings recheckSettings() {
        return new Recheck.Settings(
                RecheckPeriod.parse(recheck).every(),
                Bandwidth.parse(recheckLimit).bytesPerSecond());
    }

    DownloadSettings downloadSettings() {
        return new DownloadSettings(
                maxActiveDownloads,
                new FetchLimits(maxQueuedRequests, requestsPerSource),
                updateFileLocationFrequency,
                checkpointFrequency);
    }

    private static String checked(String option, String value, Function<String, ?> parser) {
        try {
            return parser.apply(value).toString();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(option + ": " + wrong.getMessage());
        }
    }

    private static void requirePositive(Duration value, String option) {
        require(value.toMillis() >= 10, option + " must be 10ms or more, not " + value.toMillis() + "ms");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
