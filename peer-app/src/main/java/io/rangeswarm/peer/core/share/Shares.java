package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which names of the share folder are published as which holdings; names with the same bytes are one holding. Guarded
 * by this; does no I/O.
 */
final class Shares {

    private final Holdings holdings;
    private final Runnable changeSeen;
    private final Map<FileName, Place> byName = new HashMap<>();
    private final Map<FileId, Map<String, Place>> byId = new HashMap<>();
    private final Map<FileId, Holding> published = new HashMap<>();

    Shares(Holdings holdings, Runnable changeSeen) {
        this.holdings = holdings;
        this.changeSeen = changeSeen;
    }

    /** Publishes the place, instead of what its name stood for before. */
    synchronized void share(Place place) {
        Place before = byName.put(place.name(), place);
        if (place.equals(before)) {
            return;
        }
        FileId id = place.manifest().fileId();
        byId.computeIfAbsent(id, unknown -> new TreeMap<>()).put(place.name().value(), place);
        if (before != null && !before.manifest().fileId().equals(id)) {
            withdraw(before);
        }
        publish(id);
    }

    synchronized void unshare(FileName name) {
        Place before = byName.remove(name);
        if (before != null) {
            withdraw(before);
        }
    }

    /** The names under which the file is shared. */
    synchronized Set<FileName> names(FileId id) {
        Set<FileName> names = new HashSet<>();
        byId.getOrDefault(id, new TreeMap<>()).values().forEach(place -> names.add(place.name()));
        return names;
    }

    /** All that are shared, in no order. */
    synchronized List<Place> places() {
        return List.copyOf(byName.values());
    }

    synchronized int count() {
        return byName.size();
    }

    synchronized long bytes() {
        return byName.values().stream()
                .mapToLong(place -> place.fingerprint().length())
                .sum();
    }

    /** The manifest that is already in memory under this id, so that no two copies of one are kept. */
    synchronized Optional<Manifest> manifest(FileId id) {
        return Optional.ofNullable(published.get(id)).map(Holding::manifest);
    }

    private void withdraw(Place place) {
        FileId id = place.manifest().fileId();
        Map<String, Place> places = byId.getOrDefault(id, new TreeMap<>());
        places.remove(place.name().value());
        publish(id);
    }

    private void publish(FileId id) {
        Map<String, Place> places = byId.getOrDefault(id, new TreeMap<>());
        if (!places.isEmpty()) {
            Holding holding = new SharedFile(places.values(), changeSeen);
            published.put(id, holding);
            holdings.put(holding);
            return;
        }
        byId.remove(id);
        Holding gone = published.remove(id);
        if (gone != null) {
            holdings.remove(gone);
        }
    }
}
