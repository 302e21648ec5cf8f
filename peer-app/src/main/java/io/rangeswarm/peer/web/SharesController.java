package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.api.SharePage;
import io.rangeswarm.model.api.ShareView;
import io.rangeswarm.model.api.UnsharedFiles;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.share.Rescan;
import io.rangeswarm.peer.core.share.ShareFolder;
import io.rangeswarm.peer.web.problem.ProblemException;
import io.rangeswarm.peer.web.upload.UploadSlots;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** For this machine's user: what the peer holds, to take it back, and to have the share folder looked at now. */
@RestController
public final class SharesController {

    private static final Logger log = LoggerFactory.getLogger(SharesController.class);

    private static final int PAGE_SIZE_MAX = 1000;

    private final Holdings holdings;
    private final ShareFolder share;
    private final UploadSlots slots;
    private final Rescan rescan;

    /** @param slots know what was sent of each file */
    public SharesController(Holdings holdings, ShareFolder share, UploadSlots slots, Rescan rescan) {
        this.holdings = holdings;
        this.share = share;
        this.slots = slots;
        this.rescan = rescan;
    }

    /** One page of what is held, sorted by name. */
    @GetMapping(ApiPaths.SHARES)
    SharePage shares(
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "100") int size,
            @RequestParam(defaultValue = "") String q) {
        require(page >= 0, "page", "must not be negative");
        require(size >= 1 && size <= PAGE_SIZE_MAX, "size", "must be 1 to " + PAGE_SIZE_MAX);
        String part = q.toLowerCase(Locale.ROOT);
        List<Holding> all = holdings.all().stream()
                .filter(holding -> holding.names().stream()
                        .anyMatch(name -> name.value().toLowerCase(Locale.ROOT).contains(part)))
                .sorted(Comparator.comparing(holding -> holding.names().first().value()))
                .toList();
        List<ShareView> shares = all.stream()
                .skip((long) page * size)
                .limit(size)
                .map(holding -> ShareViews.of(holding, slots))
                .toList();
        return new SharePage(shares, page, size, all.size());
    }

    /** Answers before the scan is done. */
    @PostMapping(ApiPaths.SHARES_RESCAN)
    @ResponseStatus(HttpStatus.ACCEPTED)
    void rescan() {
        rescan.soon();
    }

    /** Takes a file back: it stays on disk, and nobody is served it any more. */
    @DeleteMapping(ApiPaths.SHARE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unshare(@PathVariable String fileId) throws IOException {
        FileId id = PathIds.parse(fileId);
        if (share.unshare(id)) {
            log.info("{} is not shared any more", id.abbreviated());
        } else if (holdings.find(id).isPresent()) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "the file is being downloaded; cancel the download in its place");
        } else {
            throw unknown(id);
        }
    }

    /** What was taken back. */
    @GetMapping(ApiPaths.SHARES_UNSHARED)
    UnsharedFiles unshared() {
        var all = share.unshared();
        return new UnsharedFiles(
                all.stream()
                        .limit(PAGE_SIZE_MAX)
                        .map(entry -> new UnsharedFiles.Unshared(
                                entry.getValue().hex(), entry.getKey().value()))
                        .toList(),
                all.size());
    }

    /** Shares it again; answers before the scan that finds it. */
    @DeleteMapping(ApiPaths.UNSHARED)
    @ResponseStatus(HttpStatus.ACCEPTED)
    void shareAgain(@PathVariable String fileId) throws IOException {
        FileId id = PathIds.parse(fileId);
        if (!share.shareAgain(id)) {
            throw unknown(id);
        }
    }

    private static ProblemException unknown(FileId id) {
        return new ProblemException(ProblemType.UNKNOWN_FILE, "there is no such file here: " + id);
    }

    private static void require(boolean holds, String field, String rule) {
        if (!holds) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, field + " " + rule, field);
        }
    }
}
