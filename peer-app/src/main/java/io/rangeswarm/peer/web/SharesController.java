package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.api.SharePage;
import io.rangeswarm.model.api.ShareView;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.share.Rescan;
import io.rangeswarm.peer.web.problem.ProblemException;
import java.util.Comparator;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** For this machine's user: what the peer holds, and to have the share folder looked at now. */
@RestController
public final class SharesController {

    private static final int PAGE_SIZE_MAX = 1000;

    private final Holdings holdings;
    private final Rescan rescan;

    public SharesController(Holdings holdings, Rescan rescan) {
        this.holdings = holdings;
        this.rescan = rescan;
    }

    /** One page of what is held, sorted by name. */
    @GetMapping(ApiPaths.SHARES)
    SharePage shares(@RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "100") int size) {
        require(page >= 0, "page", "must not be negative");
        require(size >= 1 && size <= PAGE_SIZE_MAX, "size", "must be 1 to " + PAGE_SIZE_MAX);
        List<Holding> all = holdings.all().stream()
                .sorted(Comparator.comparing(holding -> holding.names().first().value()))
                .toList();
        List<ShareView> shares = all.stream()
                .skip((long) page * size)
                .limit(size)
                .map(SharesController::view)
                .toList();
        return new SharePage(shares, page, size, all.size());
    }

    /** Answers before the scan is done. */
    @PostMapping(ApiPaths.SHARES_RESCAN)
    @ResponseStatus(HttpStatus.ACCEPTED)
    void rescan() {
        rescan.soon();
    }

    private static ShareView view(Holding holding) {
        Manifest manifest = holding.manifest();
        int held = holding.held().size();
        return new ShareView(
                manifest.fileId().hex(),
                holding.names().stream()
                        .limit(FileView.NAMES_MAX)
                        .map(FileName::value)
                        .toList(),
                manifest.layout().length(),
                manifest.layout().chunkSize(),
                manifest.layout().chunkCount(),
                manifest.globalHash().hex(),
                held,
                held == manifest.layout().chunkCount(),
                ApiPaths.content(manifest.fileId()));
    }

    private static void require(boolean holds, String field, String rule) {
        if (!holds) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, field + " " + rule, field);
        }
    }
}
