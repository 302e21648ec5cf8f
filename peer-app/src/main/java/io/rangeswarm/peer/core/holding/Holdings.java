package io.rangeswarm.peer.core.holding;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All holdings by file id, and by chunk hash. Safe for many threads: readers never wait; a change of one file is seen
 * whole or not at all.
 */
public final class Holdings {

    /** Is told of changes, on the thread that made them; must return quickly. */
    public interface Listener {

        /** There is a new holding, another one in the place of an old one (more names), or one that has grown. */
        void held(Holding holding);

        /** The peer holds nothing of the file any more. */
        void withdrawn(FileId fileId);
    }

    /** A chunk's place. */
    public record HeldChunk(Holding holding, int index) {}

    private record ChunkAddress(FileId fileId, int index) {}

    private final Map<FileId, Holding> byId = new ConcurrentHashMap<>();
    private final Map<Sha256, ChunkAddress> byChunk = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** Adds the holding, in the place of any other of the same file. */
    public void put(Holding holding) {
        byId.put(holding.fileId(), holding);
        for (int index = 0; index < holding.manifest().layout().chunkCount(); index++) {
            byChunk.putIfAbsent(holding.manifest().chunkHash(index), new ChunkAddress(holding.fileId(), index));
        }
        listeners.forEach(listener -> listener.held(holding));
    }

    /** Says that this holding has come to hold more chunks. */
    public void grew(Holding holding) {
        if (byId.get(holding.fileId()) == holding) {
            listeners.forEach(listener -> listener.held(holding));
        }
    }

    /** Withdraws exactly this holding; does nothing when another has taken its place. */
    public void remove(Holding holding) {
        if (!byId.remove(holding.fileId(), holding)) {
            return;
        }
        for (int index = 0; index < holding.manifest().layout().chunkCount(); index++) {
            byChunk.remove(holding.manifest().chunkHash(index), new ChunkAddress(holding.fileId(), index));
        }
        listeners.forEach(listener -> listener.withdrawn(holding.fileId()));
    }

    public Optional<Holding> find(FileId fileId) {
        return Optional.ofNullable(byId.get(fileId));
    }

    /** A holding that has the chunk with this hash, held and verified. */
    public Optional<HeldChunk> findChunk(Sha256 hash) {
        return Optional.ofNullable(byChunk.get(hash))
                .flatMap(address -> find(address.fileId())
                        .filter(holding -> holding.held().contains(address.index()))
                        .map(holding -> new HeldChunk(holding, address.index())));
    }

    /** A snapshot of all holdings, in no order. */
    public Collection<Holding> all() {
        return List.copyOf(byId.values());
    }
}
