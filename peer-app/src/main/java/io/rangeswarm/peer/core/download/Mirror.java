package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.api.FilePage;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.swarm.Reply;
import io.rangeswarm.peer.core.swarm.Tracker;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a copy of everything the tracker lists: each round walks the list once and starts what is missing. For one
 * thread.
 */
public final class Mirror {

    private static final int PAGE_SIZE = 500;

    /** New downloads stop being queued beyond this; the next round goes on. */
    private static final int UNFINISHED_MAX = 2000;

    private static final Logger log = LoggerFactory.getLogger("p2s");

    private final Tracker tracker;
    private final Holdings holdings;
    private final Downloads downloads;
    private final LocalCopies copies;
    private final Predicate<FileId> unwanted;

    /** @param unwanted files that the user has taken back, which are not to come again */
    public Mirror(
            Tracker tracker, Holdings holdings, Downloads downloads, LocalCopies copies, Predicate<FileId> unwanted) {
        this.tracker = tracker;
        this.holdings = holdings;
        this.downloads = downloads;
        this.copies = copies;
        this.unwanted = unwanted;
    }

    /** Looks at the whole list once. */
    public void round() {
        for (int page = 0; ; page++) {
            Reply<FilePage> reply = tracker.files("", page, PAGE_SIZE);
            Optional<FilePage> files = reply.answer();
            if (files.isEmpty()) {
                log.debug("mirror: the list could not be read: {}", reply.why());
                return;
            }
            files.get().files().forEach(this::mirror);
            boolean last = files.get().files().isEmpty()
                    || (long) (page + 1) * PAGE_SIZE >= files.get().total();
            if (last || downloads.unfinished() >= UNFINISHED_MAX) {
                return;
            }
        }
    }

    private void mirror(FileView file) {
        try {
            FileId fileId = FileId.parse(file.fileId());
            for (String listed : file.names()) {
                mirror(fileId, new FileName(listed));
            }
        } catch (IllegalArgumentException nonsense) {
            log.warn("mirror: passed over a file that cannot be: {}", nonsense.getMessage());
        } catch (IOException failed) {
            log.warn("mirror: {} could not be copied: {}", file.fileId(), failed.toString());
        }
    }

    private void mirror(FileId fileId, FileName name) throws IOException {
        Optional<Holding> held = holdings.find(fileId);
        boolean whole = held.isPresent() && held.get().held().isComplete();
        if (whole && !held.get().names().contains(name)) {
            copies.copy(held.get(), name);
        } else if (!whole && mayStart(fileId)) {
            downloads.start(fileId, Optional.of(name));
        }
    }

    /** What the user stopped, and what failed for good, is not started again behind their back. */
    private boolean mayStart(FileId fileId) {
        return downloads.find(fileId).isEmpty() && !unwanted.test(fileId);
    }
}
