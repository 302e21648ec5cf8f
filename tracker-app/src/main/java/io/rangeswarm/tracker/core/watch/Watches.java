package io.rangeswarm.tracker.core.watch;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.core.catalog.Catalog;
import io.rangeswarm.tracker.core.swarm.SwarmStore;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The swarms that people look at. What nobody looks at costs nothing: only who is asked for is looked at, however many ask
 * once a second at most. Safe for many threads: the map is guarded by itself, never while a swarm is looked at.
 */
public final class Watches {

    /** Swarms remembered, of at most {@link Watch#PEERS_MAX} peers each, 2 MB; the one that was not asked for longest goes. */
    static final int WATCHES_MAX = 16;

    private final SwarmStore store;
    private final Catalog catalog;
    private final Clock clock;
    private final Map<FileId, Watch> watches = new LinkedHashMap<>(16, 0.75f, true);

    public Watches(SwarmStore store, Catalog catalog, Clock clock) {
        this.store = store;
        this.catalog = catalog;
        this.clock = clock;
    }

    /** The swarm of a file as it was at most a moment ago; empty when no live peer shares the file. */
    public Optional<SwarmLook> look(FileId fileId) {
        Watch watch;
        synchronized (watches) {
            watch = watches.computeIfAbsent(fileId, id -> new Watch(id, store, catalog));
            Iterator<FileId> eldest = watches.keySet().iterator();
            while (watches.size() > WATCHES_MAX) {
                eldest.next();
                eldest.remove();
            }
        }
        Optional<SwarmLook> look = watch.look(clock.instant());
        if (look.isEmpty()) {
            synchronized (watches) {
                watches.remove(fileId, watch);
            }
        }
        return look;
    }

    /** Count of swarms remembered. */
    int watched() {
        synchronized (watches) {
            return watches.size();
        }
    }
}
