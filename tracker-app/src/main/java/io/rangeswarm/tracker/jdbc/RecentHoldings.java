package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.core.swarm.PeerId;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holdings of the peers that called last, within a bound; the others' can be read again. For one thread at a time. */
final class RecentHoldings {

    private static final long BYTES_BESIDE_CHUNKS = 200;

    private final Map<PeerId, Map<FileId, ChunkSet>> byUse = new LinkedHashMap<>(16, 0.75f, true);
    private final long bytesMax;
    private long bytes;

    /** @param bytesMax about how much of the heap this may take */
    RecentHoldings(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Nullable
    ChunkSet get(Held held) {
        Map<FileId, ChunkSet> ofPeer = byUse.get(held.peer());
        return ofPeer == null ? null : ofPeer.get(held.file());
    }

    void put(Held held, ChunkSet chunks) {
        ChunkSet before =
                byUse.computeIfAbsent(held.peer(), peer -> new HashMap<>(2)).put(held.file(), chunks);
        bytes += weight(chunks) - (before == null ? 0 : weight(before));
        Iterator<Map<FileId, ChunkSet>> eldest = byUse.values().iterator();
        while (bytes > bytesMax && eldest.hasNext()) {
            bytes -= weight(eldest.next());
            eldest.remove();
        }
    }

    void remove(Held held) {
        Map<FileId, ChunkSet> ofPeer = byUse.get(held.peer());
        ChunkSet gone = ofPeer == null ? null : ofPeer.remove(held.file());
        if (gone != null) {
            bytes -= weight(gone);
        }
    }

    void removeAll(PeerId peer) {
        Map<FileId, ChunkSet> gone = byUse.remove(peer);
        if (gone != null) {
            bytes -= weight(gone);
        }
    }

    private static long weight(Map<FileId, ChunkSet> ofPeer) {
        return ofPeer.values().stream().mapToLong(RecentHoldings::weight).sum();
    }

    /** About what one takes of the heap, in bytes. */
    static long weight(ChunkSet chunks) {
        return BYTES_BESIDE_CHUNKS + ChunkSet.bitfieldLength(chunks.count());
    }
}
