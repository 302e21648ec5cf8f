package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.DamagedFiles;
import io.rangeswarm.peer.core.share.Damage;
import io.rangeswarm.peer.core.share.Recheck;
import io.rangeswarm.peer.core.share.ShareFolder;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** For this machine's user: what the disk has lost, and to look for it now. */
@RestController
public final class DamageController {

    private static final int LISTED_MAX = 1000;

    private final ShareFolder share;
    private final Recheck recheck;

    public DamageController(ShareFolder share, Recheck recheck) {
        this.share = share;
        this.recheck = recheck;
    }

    @GetMapping(ApiPaths.SHARES_DAMAGED)
    DamagedFiles damaged() {
        List<Damage> all = share.damaged();
        return new DamagedFiles(
                all.stream().limit(LISTED_MAX).map(DamageController::view).toList(), all.size(), recheck.isRunning());
    }

    private static DamagedFiles.Damaged view(Damage damage) {
        return new DamagedFiles.Damaged(damage.fileId().hex(), damage.name().value(), damage.detail());
    }

    /** Answers before anything is read. */
    @PostMapping(ApiPaths.SHARES_RECHECK)
    @ResponseStatus(HttpStatus.ACCEPTED)
    void recheck() {
        recheck.soon();
    }
}
