package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.DownloadChunks;
import io.rangeswarm.model.api.DownloadView;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.api.StartDownload;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.download.Download;
import io.rangeswarm.peer.core.download.DownloadViews;
import io.rangeswarm.peer.core.download.Downloads;
import io.rangeswarm.peer.core.download.FileFinder;
import io.rangeswarm.peer.core.download.FileFinder.Finding;
import io.rangeswarm.peer.web.problem.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** For this machine's user: start, watch and stop downloads. */
@RestController
public final class DownloadsController {

    private final Downloads downloads;
    private final FileFinder finder;
    private final ProgressEvents events;

    public DownloadsController(Downloads downloads, FileFinder finder, ProgressEvents events) {
        this.downloads = downloads;
        this.finder = finder;
        this.events = events;
    }

    /**
     * All downloads that are remembered, the oldest first.
     *
     * @param sources all, or none: a thousand downloads with a hundred sources each are too much to ask for every second
     */
    @GetMapping(ApiPaths.DOWNLOADS)
    List<DownloadView> all(@RequestParam(defaultValue = "all") String sources) {
        if (!sources.equals("all") && !sources.equals("none")) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, "sources must be all or none", "sources");
        }
        return downloads.all().stream()
                .map(Download::progress)
                .map(DownloadViews::of)
                .map(view -> sources.equals("all") ? view : view.withoutSources())
                .toList();
    }

    /** Starts to download a file; one that is under way already goes on. */
    @PostMapping(ApiPaths.DOWNLOADS)
    ResponseEntity<DownloadView> start(@RequestBody StartDownload request) {
        String reference = Optional.ofNullable(request.file())
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new ProblemException(
                        ProblemType.INVALID_REQUEST, "file must be a file's id, SHA-256 or name", "file"));
        Finding.Found found = findOrRefuse(reference);
        Download download = downloads.start(found.fileId(), Optional.of(found.name()));
        return ResponseEntity.accepted()
                .location(URI.create(ApiPaths.download(found.fileId())))
                .body(DownloadViews.of(download.progress()));
    }

    private Finding.Found findOrRefuse(String reference) {
        Finding finding = finder.find(reference);
        if (finding instanceof Finding.Found found) {
            return found;
        }
        if (finding instanceof Finding.NotFound missing) {
            throw new ProblemException(ProblemType.UNKNOWN_FILE, missing.detail(), "file");
        }
        if (finding instanceof Finding.Ambiguous several) {
            throw new ProblemException(ProblemType.CONFLICT, several.detail(), "file");
        }
        throw new ProblemException(
                ProblemType.UNAVAILABLE, "the tracker " + ((Finding.TrackerUnreachable) finding).detail());
    }

    @GetMapping(ApiPaths.DOWNLOAD)
    DownloadView one(@PathVariable String fileId) {
        return DownloadViews.of(find(fileId).progress());
    }

    /** The download's state as server-sent events, twice a second, until it has ended. */
    @GetMapping(path = ApiPaths.DOWNLOAD_EVENTS, produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(@PathVariable String fileId) {
        Download download = find(fileId);
        return events.of(() -> DownloadViews.of(download.progress()))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNAVAILABLE,
                        "too many are watching already; close a page or poll " + ApiPaths.DOWNLOADS));
    }

    /** Which chunks are here, and which can be had. */
    @GetMapping(ApiPaths.DOWNLOAD_CHUNKS)
    DownloadChunks chunks(@PathVariable String fileId) {
        Download download = find(fileId);
        ChunkSet held = download.held();
        ChunkSet reachable = held;
        for (ChunkSet ofSource : download.knownSources().values()) {
            reachable = ofSource.count() == held.count() ? reachable.union(ofSource) : reachable;
        }
        return DownloadChunks.of(download.fileId(), held, reachable);
    }

    @PostMapping(ApiPaths.DOWNLOAD_PAUSE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    void pause(@PathVariable String fileId) {
        Download download = find(fileId);
        if (download.progress().state().isFinal()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "the download is " + download.progress().state() + "; there is nothing to pause");
        }
        downloads.pause(download);
    }

    @PostMapping(ApiPaths.DOWNLOAD_RESUME)
    @ResponseStatus(HttpStatus.ACCEPTED)
    void resume(@PathVariable String fileId) throws IOException {
        Download download = find(fileId);
        if (!downloads.resume(download)) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "the download is " + download.progress().state() + "; only a paused or failed one can be resumed");
        }
    }

    /** Stops the download and deletes what it has; a complete one is only forgotten, its file stays. */
    @DeleteMapping(ApiPaths.DOWNLOAD)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void cancel(@PathVariable String fileId) {
        Download download = find(fileId);
        downloads.cancel(download);
        downloads.forgetComplete(download);
    }

    private Download find(String fileId) {
        FileId id = PathIds.parse(fileId);
        return downloads
                .find(id)
                .orElseThrow(
                        () -> new ProblemException(ProblemType.UNKNOWN_FILE, "there is no download of the file " + id));
    }
}
