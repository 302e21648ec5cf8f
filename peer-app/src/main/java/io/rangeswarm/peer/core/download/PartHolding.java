package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.store.PartFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A download's verified chunks, which others may fetch while it still runs. */
final class PartHolding implements Holding {

    private final PartFile part;
    private final SortedSet<FileName> names;
    private volatile List<Integer> latest = List.of(); // replaced by verified(), which is guarded by this

    PartHolding(PartFile part) {
        this.part = part;
        TreeSet<FileName> only = new TreeSet<>((a, b) -> a.value().compareTo(b.value()));
        only.add(part.name());
        this.names = Collections.unmodifiableSortedSet(only);
    }

    @Override
    public Manifest manifest() {
        return part.manifest();
    }

    @Override
    public SortedSet<FileName> names() {
        return names;
    }

    @Override
    public ChunkSet held() {
        return part.held();
    }

    @Override
    public List<Integer> latest() {
        return latest;
    }

    /** One more chunk is held. */
    synchronized void verified(int index) {
        List<Integer> grown =
                new ArrayList<>(latest.subList(latest.size() < ChunkNews.LATEST_MAX ? 0 : 1, latest.size()));
        grown.add(index);
        latest = List.copyOf(grown);
    }

    /** Only this process writes the part file, and verified chunks are never written again. */
    @Override
    public Optional<Path> verifiedPath() {
        return Files.exists(part.path()) ? Optional.of(part.path()) : Optional.empty();
    }
}
