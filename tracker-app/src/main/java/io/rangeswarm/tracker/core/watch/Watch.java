package io.rangeswarm.tracker.core.watch;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.core.catalog.Catalog;
import io.rangeswarm.tracker.core.catalog.ListedFile;
import io.rangeswarm.tracker.core.swarm.Holder;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.SwarmStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One watched swarm. Guarded by this, also while the store is asked: whoever else looks waits for the same answer. */
final class Watch {

    /** Peers shown, seeds and leeches together. */
    static final int PEERS_MAX = 1000;

    /** Seeds all look alike; so many are enough to see how fast seeds are. */
    private static final int SEEDS_MAX = 200;

    /** Bytes of bitfields in one look; of a file with very many chunks fewer peers are shown. */
    private static final int BITFIELD_BYTES_MAX = 1 << 20;

    private static final Duration FRESH_MIN = Duration.ofSeconds(1);
    private static final Duration FRESH_MAX = Duration.ofSeconds(30);

    /** A look is good for so many times what it took: a twentieth of a core at most. */
    private static final int TIMES_ITS_COST = 20;

    private final FileId fileId;
    private final SwarmStore store;
    private final Catalog catalog;
    private Map<PeerId, PeerTrack> tracks = new HashMap<>();
    private final Past past = new Past();
    private double fetchedMost;
    private @Nullable SwarmLook last;

    Watch(FileId fileId, SwarmStore store, Catalog catalog) {
        this.fileId = fileId;
        this.store = store;
        this.catalog = catalog;
    }

    /** Empty when no live peer shares the file. */
    synchronized Optional<SwarmLook> look(Instant now) {
        SwarmLook before = last;
        if (before != null && Duration.between(before.at(), now).compareTo(before.goodFor()) < 0) {
            return Optional.of(before);
        }
        long start = System.nanoTime();
        Optional<SwarmLook> look = catalog.find(fileId, now).map(file -> lookAt(file, now, start));
        last = look.orElse(null);
        return look;
    }

    private SwarmLook lookAt(ListedFile file, Instant now, long startNanos) {
        ChunkLayout layout = file.layout();
        List<WatchedPeer> peers = new ArrayList<>();
        Map<PeerId, PeerTrack> seen = new HashMap<>();
        double fetched = 0;
        long held = 0;
        for (Holder holder : holders(layout, now)) {
            PeerTrack track = tracks.getOrDefault(holder.peerId(), new PeerTrack());
            seen.put(holder.peerId(), track);
            long heldBytes = bytes(layout, holder.held());
            track.see(heldBytes, holder.transferred(), now);
            PeerRates rates = track.rates();
            peers.add(new WatchedPeer(holder, heldBytes, layout.length() - heldBytes, rates));
            Double fetching = rates.fetching();
            fetched += fetching == null ? 0 : fetching;
            held += heldBytes;
        }
        tracks = seen;
        fetchedMost = Math.max(fetchedMost, fetched);
        past.add(new Moment(now, fetched, held, file.leeches()));
        Duration cost = Duration.ofNanos(System.nanoTime() - startNanos);
        return new SwarmLook(
                file, now, peers, fetched, Forecast.of(layout, peers, fetchedMost), past.moments(), freshFor(cost));
    }

    private List<Holder> holders(ChunkLayout layout, Instant now) {
        int most = Math.min(PEERS_MAX, BITFIELD_BYTES_MAX / Math.max(1, ChunkSet.bitfieldLength(layout.chunkCount())));
        List<Holder> seeds = store.seedHolders(fileId, Math.min(SEEDS_MAX, most), now);
        List<Holder> leeches = store.leechHolders(fileId, most - Math.min(seeds.size(), most / 2), now);
        List<Holder> holders = new ArrayList<>(seeds.subList(0, Math.min(seeds.size(), most - leeches.size())));
        holders.addAll(leeches);
        return holders;
    }

    private static long bytes(ChunkLayout layout, ChunkSet held) {
        return held.isComplete() ? layout.length() : layout.lengthOf(held);
    }

    private static Duration freshFor(Duration cost) {
        Duration spared = cost.multipliedBy(TIMES_ITS_COST);
        if (spared.compareTo(FRESH_MIN) < 0) {
            return FRESH_MIN;
        }
        return spared.compareTo(FRESH_MAX) > 0 ? FRESH_MAX : spared;
    }
}
