package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.FilePage;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.api.TrackerFiles;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.swarm.Reply;
import io.rangeswarm.peer.core.swarm.Tracker;
import io.rangeswarm.peer.web.problem.ProblemException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** For this machine's user: what there is to download. A page may call only the app it came from, so the peer asks. */
@RestController
public final class TrackerFilesController {

    private static final int PAGE_SIZE_MAX = 200;

    private static final int QUERY_LENGTH_MAX = 200;

    private final Tracker tracker;
    private final Holdings holdings;

    public TrackerFilesController(Tracker tracker, Holdings holdings) {
        this.tracker = tracker;
        this.holdings = holdings;
    }

    /** One page of the tracker's list. */
    @GetMapping(ApiPaths.TRACKER_FILES)
    TrackerFiles files(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "25") int size) {
        require(q.length() <= QUERY_LENGTH_MAX, "q", "must have at most " + QUERY_LENGTH_MAX + " characters");
        require(page >= 0, "page", "must not be negative");
        require(size >= 1 && size <= PAGE_SIZE_MAX, "size", "must be 1 to " + PAGE_SIZE_MAX);
        Reply<FilePage> reply = tracker.files(q, page, size);
        FilePage found = reply.answer()
                .orElseThrow(
                        () -> new ProblemException(ProblemType.UNAVAILABLE, "the list cannot be had: " + reply.why()));
        return new TrackerFiles(
                tracker.endpoint().url(),
                found.files().stream()
                        .map(file -> new TrackerFiles.Listed(file, held(file)))
                        .toList(),
                page,
                size,
                found.total());
    }

    /** A tracker may say what it likes: an id that is none is of no file here. */
    private int held(FileView file) {
        return Sha256.isHex(file.fileId())
                ? holdings.find(FileId.parse(file.fileId()))
                        .map(holding -> holding.held().size())
                        .orElse(0)
                : 0;
    }

    private static void require(boolean holds, String field, String rule) {
        if (!holds) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, field + " " + rule, field);
        }
    }
}
