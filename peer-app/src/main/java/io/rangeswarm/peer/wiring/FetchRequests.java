package io.rangeswarm.peer.wiring;

import io.rangeswarm.peer.core.download.Downloads;
import io.rangeswarm.peer.core.download.FileFinder;
import io.rangeswarm.peer.core.download.FileFinder.Finding;
import io.rangeswarm.peer.core.holding.Holdings;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files named by --fetch, looked for until each is found: the tracker may come later, and so may the file. */
final class FetchRequests {

    private static final Logger log = LoggerFactory.getLogger("p2s");

    private final List<String> wanted;
    private final List<String> complained = new ArrayList<>();
    private final FileFinder finder;
    private final Downloads downloads;
    private final Holdings holdings;

    FetchRequests(List<String> wanted, FileFinder finder, Downloads downloads, Holdings holdings) {
        this.wanted = new ArrayList<>(wanted);
        this.finder = finder;
        this.downloads = downloads;
        this.holdings = holdings;
    }

    /** Starts what can be found now. For one thread. */
    synchronized void round() {
        for (Iterator<String> rest = wanted.iterator(); rest.hasNext(); ) {
            String reference = rest.next();
            Finding finding = finder.find(reference);
            if (finding instanceof Finding.Found found) {
                start(found);
                rest.remove();
            } else if (finding instanceof Finding.Ambiguous several) {
                log.error("--fetch: {}", several.detail());
                rest.remove();
            } else {
                complainOnce(reference, finding);
            }
        }
    }

    private void start(Finding.Found found) {
        boolean here = holdings.find(found.fileId())
                .filter(holding -> holding.held().isComplete())
                .isPresent();
        if (here) {
            log.info("'{}' is here already", found.name());
        } else {
            downloads.start(found.fileId(), Optional.of(found.name()));
        }
    }

    private void complainOnce(String reference, Finding finding) {
        if (!complained.contains(reference)) {
            complained.add(reference);
            log.warn("--fetch={}: not found yet, will keep looking ({})", reference, finding);
        }
    }
}
