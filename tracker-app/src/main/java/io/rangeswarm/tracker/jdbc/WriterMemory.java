package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.swarm.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the only writer of a database knows of it without asking, and what it has put off writing into rows. Changes only
 * after a commit. Guarded by the store's writing lock, but for the newest holdings and leases, which any thread may ask for.
 */
final class WriterMemory {

    /** When there are more they are all forgotten, which costs one question each. */
    private static final int PEERS_MAX = 100_000;

    private static final long HOLDING_BYTES_MAX = 16 << 20;

    private final Map<PeerId, PeerRow> peers = new HashMap<>();
    private final RecentHoldings holdings = new RecentHoldings(HOLDING_BYTES_MAX);

    /** What the journal says and the rows do not. Its maps are never empty. */
    private final Map<PeerId, Map<FileId, PutOff>> putOff = new ConcurrentHashMap<>();

    private int putOffCount;
    private long putOffBytes;

    /** Leases that run longer than the rows say. */
    private final Map<PeerId, PutOffLease> leases = new ConcurrentHashMap<>();

    /** When the first of them has to be in its row, in nanoseconds of {@link System#nanoTime}. */
    private long leasesDueAt;

    /** @param dueAt when it has to be in its row, in nanoseconds of {@link System#nanoTime} */
    private record PutOffLease(Instant until, long dueAt) {}

    /** What a call has to be checked against. */
    record PeerRow(Sha256 tokenHash, Instant leaseUntil, Duration promised) {

        PeerRow renewed(Instant now, Instant until) {
            Instant asPromised = now.plus(promised);
            return new PeerRow(tokenHash, asPromised.isAfter(until) ? asPromised : until, promised);
        }
    }

    /** @param journalId of the row that says so */
    record PutOff(ChunkSet chunks, long journalId) {}

    @Nullable
    PeerRow peer(PeerId id) {
        return peers.get(id);
    }

    void peer(PeerId id, PeerRow row) {
        if (peers.size() >= PEERS_MAX && !peers.containsKey(id)) {
            peers.clear();
        }
        peers.put(id, row);
    }

    void forgetPeers() {
        peers.clear();
    }

    /** The row, with the lease that it does not know of yet. */
    PeerRow newest(PeerId id, PeerRow row) {
        return new PeerRow(row.tokenHash(), newestLease(id, row.leaseUntil()), row.promised());
    }

    /** Until when a peer's lease runs whose row says {@code inRow}. From any thread. */
    Instant newestLease(PeerId id, Instant inRow) {
        PutOffLease putOff = leases.get(id);
        return putOff == null || putOff.until().isBefore(inRow) ? inRow : putOff.until();
    }

    /** @param dueIn how long its row may stay as it is; counts if nothing is put off for it yet */
    void putOffLease(PeerId id, Instant until, Duration dueIn) {
        PutOffLease before = leases.get(id);
        long dueAt = before == null ? System.nanoTime() + dueIn.toNanos() : before.dueAt();
        leasesDueAt = leases.isEmpty() || dueAt - leasesDueAt < 0 ? dueAt : leasesDueAt;
        leases.put(id, new PutOffLease(until, dueAt));
    }

    /** Nothing is put off any more, unless the lease was renewed again meanwhile. */
    void leaseWritten(PeerId id, Instant until) {
        PutOffLease newest = leases.get(id);
        if (newest != null && !newest.until().isAfter(until)) {
            leases.remove(id);
        }
    }

    /** To be called when what was due is written: finds out what will be next. */
    void nextLeasesDue() {
        long now = System.nanoTime(); // such times may only be compared by their distance
        leases.values().stream()
                .mapToLong(lease -> lease.dueAt() - now)
                .min()
                .ifPresent(first -> leasesDueAt = now + first);
    }

    int leasesPutOffCount() {
        return leases.size();
    }

    boolean hasLeasesPutOff() {
        return !leases.isEmpty();
    }

    boolean areLeasesDue() {
        return !leases.isEmpty() && System.nanoTime() - leasesDueAt >= 0;
    }

    /** Some of them. */
    Map<PeerId, Instant> leasesPutOff(int max) {
        Map<PeerId, Instant> some = new HashMap<>();
        leases.entrySet().stream()
                .limit(max)
                .forEach(lease -> some.put(lease.getKey(), lease.getValue().until()));
        return some;
    }

    void peerGone(PeerId id) {
        leases.remove(id);
        peers.remove(id);
    }

    @Nullable
    ChunkSet holding(Held held) {
        PutOff newest = putOff(held);
        return newest == null ? holdings.get(held) : newest.chunks();
    }

    void holding(Held held, ChunkSet chunks) {
        holdings.put(held, chunks);
    }

    /** The peer's holdings are no more. */
    void emptied(PeerId id) {
        putOff(id).forEach(this::forget);
        holdings.removeAll(id);
    }

    /** Drops what is known of a holding whose row was written, or is gone. */
    void forget(Held held) {
        holdings.remove(held);
        Map<FileId, PutOff> ofPeer = putOff.get(held.peer());
        PutOff gone = ofPeer == null ? null : ofPeer.remove(held.file());
        if (ofPeer != null && gone != null) {
            putOffCount--;
            putOffBytes -= RecentHoldings.weight(gone.chunks());
            if (ofPeer.isEmpty()) {
                putOff.remove(held.peer());
            }
        }
    }

    void putOff(Held held, ChunkSet chunks, long journalId) {
        PutOff before = putOff.computeIfAbsent(held.peer(), peer -> new ConcurrentHashMap<>())
                .put(held.file(), new PutOff(chunks, journalId));
        if (before == null) {
            putOffCount++;
            putOffBytes += RecentHoldings.weight(chunks);
        }
    }

    @Nullable
    PutOff putOff(Held held) {
        Map<FileId, PutOff> ofPeer = putOff.get(held.peer());
        return ofPeer == null ? null : ofPeer.get(held.file());
    }

    /** Of how many holdings something is put off. */
    int putOffCount() {
        return putOffCount;
    }

    /** About what they take of the heap. */
    long putOffBytes() {
        return putOffBytes;
    }

    List<Held> putOff() {
        List<Held> all = new ArrayList<>(putOffCount);
        putOff.forEach((peer, files) -> files.keySet().forEach(file -> all.add(new Held(peer, file))));
        return all;
    }

    List<Held> putOff(PeerId peer) {
        return Optional.ofNullable(putOff.get(peer)).map(Map::keySet).stream()
                .flatMap(files -> files.stream().map(file -> new Held(peer, file)))
                .toList();
    }

    /** The chunks that the peer holds, when its row says only {@code row}. */
    ChunkSet newest(PeerId peer, FileId file, ChunkSet row) {
        PutOff newest = putOff(new Held(peer, file));
        return newest == null ? row : newest.chunks();
    }
}
