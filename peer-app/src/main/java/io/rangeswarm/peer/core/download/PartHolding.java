package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.store.PartFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A download's verified chunks, which others may fetch while it still runs. */
final class PartHolding implements Holding {

    private final PartFile part;
    private final SortedSet<FileName> names;

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

    /** Only this process writes the part file, and verified chunks are never written again. */
    @Override
    public Optional<Path> verifiedPath() {
        return Files.exists(part.path()) ? Optional.of(part.path()) : Optional.empty();
    }
}
