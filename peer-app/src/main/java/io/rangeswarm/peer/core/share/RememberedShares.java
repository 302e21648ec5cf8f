package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is shared and what is remembered, kept in step. A full disk only costs the memory: the file is shared all the
 * same and hashed again after a restart.
 */
final class RememberedShares {

    private static final Logger log = LoggerFactory.getLogger(RememberedShares.class);

    private final Shares shares;
    private final ShareIndex index;

    RememberedShares(Shares shares, ShareIndex index) {
        this.shares = shares;
        this.index = index;
    }

    Shares shares() {
        return shares;
    }

    ShareIndex index() {
        return index;
    }

    void share(Place place) {
        // The copy of the manifest that is already in memory is kept, an equal one is let go.
        Manifest manifest = shares.manifest(place.manifest().fileId()).orElse(place.manifest());
        shares.share(new Place(place.name(), place.path(), place.fingerprint(), manifest));
        if (index.find(place.name(), place.fingerprint()).isEmpty()) {
            try {
                index.remember(place.name(), place.fingerprint(), manifest);
            } catch (IOException full) {
                log.warn("cannot remember {}, it will be hashed again after a restart: {}", place.name(), full);
            }
        }
    }

    void forget(FileName name) {
        shares.unshare(name);
        try {
            index.forget(name);
        } catch (IOException full) {
            log.warn("cannot note that {} is gone: {}", name, full.toString());
        }
    }

    void compactIndex() {
        try {
            index.compact();
        } catch (IOException full) {
            log.warn("cannot compact the index of the share folder: {}", full.toString());
        }
    }
}
