package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.api.DownloadView;
import io.rangeswarm.model.content.FileName;
import java.nio.file.Path;

/** A download's progress as the control API and scripts see it. */
public final class DownloadViews {

    private DownloadViews() {}

    public static DownloadView of(DownloadProgress progress) {
        return new DownloadView(
                progress.fileId().hex(),
                progress.name().map(FileName::value).orElse(null),
                progress.state().name(),
                progress.length(),
                progress.chunkCount(),
                progress.heldChunks(),
                progress.heldBytes(),
                progress.fetchedBytes(),
                progress.bytesPerSecond(),
                progress.secondsLeft().orElse(null),
                progress.sources().stream().map(DownloadViews::of).toList(),
                progress.path().map(Path::toString).orElse(null),
                progress.failure().map(DownloadFailure::detail).orElse(null),
                progress.waitingFor().orElse(null));
    }

    private static DownloadView.SourceView of(SourceReport source) {
        return new DownloadView.SourceView(
                source.endpoint(),
                source.heldChunks(),
                source.requestsInFlight(),
                source.bytes(),
                source.bytesPerSecond(),
                source.failures(),
                source.strikes(),
                source.banned());
    }
}
