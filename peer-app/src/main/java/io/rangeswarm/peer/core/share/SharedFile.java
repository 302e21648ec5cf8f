package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.holding.Holding;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A whole file of the share folder, in one place or in several with the same bytes. Immutable. */
final class SharedFile implements Holding {

    private final Manifest manifest;
    private final List<Place> places;
    private final SortedSet<FileName> names;
    private final ChunkSet all;
    private final Runnable changeSeen;

    /**
     * @param places at least one, all of the same manifest
     * @param changeSeen told when a place no longer has the bytes it had
     */
    SharedFile(Collection<Place> places, Runnable changeSeen) {
        this.places = List.copyOf(places);
        this.manifest = this.places.get(0).manifest();
        this.all = ChunkSet.all(manifest.layout().chunkCount());
        this.changeSeen = changeSeen;
        SortedSet<FileName> sorted = new TreeSet<>(Comparator.comparing(FileName::value));
        this.places.forEach(place -> sorted.add(place.name()));
        this.names = Collections.unmodifiableSortedSet(sorted);
    }

    @Override
    public Manifest manifest() {
        return manifest;
    }

    @Override
    public SortedSet<FileName> names() {
        return names;
    }

    @Override
    public ChunkSet held() {
        return all;
    }

    @Override
    public Optional<Path> verifiedPath() {
        for (Place place : places) {
            if (place.isUnchanged()) {
                return Optional.of(place.path());
            }
            changeSeen.run();
        }
        return Optional.empty();
    }
}
