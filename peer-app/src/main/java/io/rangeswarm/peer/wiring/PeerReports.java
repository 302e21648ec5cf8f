package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.api.OptionView;
import io.rangeswarm.model.api.PeerStatus;
import io.rangeswarm.peer.core.download.Downloads;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.registration.TrackerMembership;
import io.rangeswarm.peer.core.share.ShareFolder;
import io.rangeswarm.peer.core.swarm.Tracker;
import io.rangeswarm.peer.web.upload.UploadSlots;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the peer tells its user of itself, gathered from all its parts. */
record PeerReports(
        PeerOptions options,
        ShareFolder share,
        Tracker tracker,
        TrackerMembership membership,
        Holdings holdings,
        Downloads downloads,
        UploadSlots slots,
        LongAdder downloadedBytes) {

    PeerStatus status() {
        return new PeerStatus(
                PeerReports.class.getPackage().getImplementationVersion(),
                options.name(),
                options.zone(),
                share.root().toString(),
                freeBytes(),
                options.tracker(),
                tracker.endpoint().url(),
                membership.credentials().isPresent(),
                membership.trouble().orElse(null),
                holdings.all().size(),
                downloads.unfinished(),
                slots.uploadedBytes(),
                downloadedBytes.sum(),
                slots.active());
    }

    private long freeBytes() {
        try {
            return Files.getFileStore(share.root()).getUsableSpace();
        } catch (IOException unknown) {
            return 0;
        }
    }

    /** In the order of application.yml's record, spelt as there. */
    List<OptionView> optionViews() {
        return Arrays.stream(PeerOptions.class.getRecordComponents())
                .map(option -> new OptionView(spelt(option.getName()), text(value(option))))
                .toList();
    }

    private @Nullable Object value(RecordComponent option) {
        try {
            return option.getAccessor().invoke(options);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("a record's own accessor", impossible);
        }
    }

    private static String spelt(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof List<?> several) {
            return several.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        if (value instanceof Duration time) {
            return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
        }
        return value.toString();
    }
}
