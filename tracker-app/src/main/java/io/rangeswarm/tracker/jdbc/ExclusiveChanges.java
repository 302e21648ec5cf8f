package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.swarm.HoldingListener;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.PeerProfile;
import io.rangeswarm.tracker.core.swarm.SharedFile;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Changes;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Renewal;
import io.rangeswarm.tracker.core.swarm.Transferred;
import io.rangeswarm.tracker.jdbc.WriterMemory.PeerRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of the database's only writer: it need not ask for what it wrote itself, and puts off what can be had again
 * from the journal. What others find rows by (whether a peer holds some or all chunks) is written at once. For one
 * thread, under the store's writing lock.
 */
final class ExclusiveChanges implements Changes {

    /** With so few rows a commit costs as little as with the journal, and nothing is left to do. */
    private static final int ROWS_AT_ONCE_MAX = 16;

    /** A lease that is shorter would end in the rows before what was put off is written. */
    private static final Duration SHORT = Duration.ofSeconds(15);

    /** So long before a row lets a lease end the newer one is written: rows whose lease has ended are passed over. */
    private static final Duration WRITTEN_AHEAD = Duration.ofSeconds(8);

    /** A lease of which less than this part has passed is as good as renewed: each renewal is a page to write. */
    private static final int RENEWAL_PARTS = 10;

    private final JdbcChanges rows;
    private final WriterMemory memory;
    private final HoldingJournal journal;
    private final HoldingListener listener;

    private final Map<PeerId, Optional<PeerRow>> peers = new HashMap<>();
    private final Map<PeerId, Instant> leases = new LinkedHashMap<>();
    private final Map<PeerId, Duration> leftBefore = new HashMap<>(); // of the leases that were renewed
    private final Map<PeerId, Instant> inRows = new HashMap<>(); // leases that were written together with counters
    private boolean hasShortLeases;
    private boolean leasesWritten;
    private final Map<Held, ChunkSet> found = new HashMap<>();
    private final Map<Held, ChunkSet> updated = new LinkedHashMap<>();
    private final Set<Held> updatedAtOnce = new HashSet<>();
    private final Set<Held> replaced = new HashSet<>();
    private final Set<PeerId> emptied = new HashSet<>();
    private final Set<PeerId> moved = new HashSet<>();
    private final Map<Held, ChunkSet> journalled = new LinkedHashMap<>();
    private long journalId;

    ExclusiveChanges(JdbcChanges rows, WriterMemory memory, HoldingJournal journal, HoldingListener listener) {
        this.rows = rows;
        this.memory = memory;
        this.journal = journal;
        this.listener = listener;
    }

    @Override
    public void addPeer(PeerId id, Sha256 tokenHash, PeerProfile profile, Instant leaseUntil) {
        rows.addPeer(id, tokenHash, profile, leaseUntil);
        peers.put(id, Optional.of(new PeerRow(tokenHash, leaseUntil, Duration.ZERO)));
    }

    @Override
    public Renewal renew(
            PeerId id, Sha256 tokenHash, Instant now, Instant leaseUntil, @Nullable Transferred transferred) {
        Optional<PeerRow> peer = peer(id).filter(row -> row.leaseUntil().isAfter(now));
        if (peer.isEmpty()) {
            return Renewal.UNKNOWN_PEER;
        }
        if (!peer.get().tokenHash().equals(tokenHash)) {
            return Renewal.WRONG_TOKEN;
        }
        PeerRow renewed = peer.get().renewed(now, leaseUntil);
        Duration passed = Duration.between(peer.get().leaseUntil(), renewed.leaseUntil());
        if (transferred == null
                && !passed.isNegative()
                && passed.multipliedBy(RENEWAL_PARTS).compareTo(Duration.between(now, renewed.leaseUntil())) < 0) {
            return Renewal.RENEWED;
        }
        if (transferred == null) {
            peers.put(id, Optional.of(renewed));
            leases.put(id, renewed.leaseUntil());
            leftBefore.putIfAbsent(id, Duration.between(now, peer.get().leaseUntil()));
            hasShortLeases |= Duration.between(now, renewed.leaseUntil()).compareTo(SHORT) < 0;
            return Renewal.RENEWED;
        }
        Renewal renewal = rows.renew(id, tokenHash, now, leaseUntil, transferred);
        leases.remove(id);
        inRows.put(id, renewed.leaseUntil());
        peers.put(id, renewal == Renewal.RENEWED ? Optional.of(renewed) : Optional.empty());
        return renewal;
    }

    private Optional<PeerRow> peer(PeerId id) {
        return peers.computeIfAbsent(id, unseen -> {
            PeerRow known = memory.peer(id);
            return known == null ? rows.peer(id).map(row -> memory.newest(id, row)) : Optional.of(known);
        });
    }

    @Override
    public void updateProfile(PeerId id, PeerProfile profile) {
        rows.updateProfile(id, profile);
        moved.add(id);
    }

    @Override
    public void promiseLease(PeerId id, Duration lease) {
        rows.promiseLease(id, lease);
        peers.put(id, peer(id).map(row -> new PeerRow(row.tokenHash(), row.leaseUntil(), lease)));
    }

    @Override
    public void removePeer(PeerId id) {
        rows.removePeer(id);
        gone(id);
    }

    boolean removeIfExpired(PeerId id, Instant now) {
        boolean isLive = peer(id).filter(row -> row.leaseUntil().isAfter(now)).isPresent();
        boolean removed = !isLive && rows.removeIfExpired(id, now);
        if (removed) {
            gone(id);
        }
        return removed;
    }

    private void gone(PeerId id) {
        peers.put(id, Optional.empty());
        leases.remove(id);
        empty(id);
    }

    @Override
    public void removeHoldings(PeerId id) {
        rows.removeHoldings(id);
        empty(id);
    }

    private void empty(PeerId id) {
        emptied.add(id);
        found.keySet().removeIf(held -> held.peer().equals(id));
        updated.keySet().removeIf(held -> held.peer().equals(id));
        updatedAtOnce.removeIf(held -> held.peer().equals(id));
    }

    @Override
    public boolean removeHolding(PeerId id, FileId fileId) {
        replace(new Held(id, fileId));
        return rows.removeHolding(id, fileId);
    }

    @Override
    public void putHoldings(PeerId id, Collection<SharedFile> files) {
        files.forEach(file -> replace(new Held(id, file.fileId())));
        rows.putHoldings(id, files);
    }

    private void replace(Held held) {
        replaced.add(held);
        found.remove(held);
        updated.remove(held);
        updatedAtOnce.remove(held);
    }

    @Override
    public Optional<ChunkSet> holding(PeerId id, FileId fileId) {
        Held held = new Held(id, fileId);
        ChunkSet known = known(held);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<ChunkSet> row = rows.holding(id, fileId);
        row.ifPresent(chunks -> found.put(held, chunks));
        return row;
    }

    private @Nullable ChunkSet known(Held held) {
        ChunkSet here = updated.containsKey(held) ? updated.get(held) : found.get(held);
        return here != null || replaced.contains(held) || emptied.contains(held.peer()) ? here : memory.holding(held);
    }

    @Override
    public void updateHolding(PeerId id, FileId fileId, ChunkSet chunks) {
        Held held = new Held(id, fileId);
        ChunkSet before = holding(id, fileId).orElse(null);
        if (before == null) {
            return; // it has no row
        }
        if (Columns.part(before) != Columns.part(chunks)) {
            updatedAtOnce.add(held);
        }
        updated.put(held, chunks);
    }

    /**
     * Writes what was gathered. The last thing before the commit. Leases are not journalled when they are put off: the next
     * process begins with a full lease for all.
     */
    void write() {
        leasesWritten = hasShortLeases || (leases.size() <= ROWS_AT_ONCE_MAX && !memory.hasLeasesPutOff());
        if (leasesWritten) {
            rows.updateLeases(leases);
        }
        Set<Held> voids = new HashSet<>();
        emptied.forEach(peer -> voids.addAll(memory.putOff(peer)));
        replaced.stream().filter(held -> memory.putOff(held) != null).forEach(voids::add);
        Map<Held, ChunkSet> atOnce = new LinkedHashMap<>();
        boolean all = updated.size() <= ROWS_AT_ONCE_MAX && memory.putOffCount() == 0;
        updated.forEach((held, chunks) -> {
            if (all || updatedAtOnce.contains(held)) {
                atOnce.put(held, chunks);
                if (memory.putOff(held) != null) {
                    voids.add(held);
                }
            } else {
                journalled.put(held, chunks);
            }
        });
        rows.updateHoldings(atOnce);
        journalId = journal.append(voids, journalled);
    }

    /** To be called when the transaction has been committed, and only then. */
    void remember() {
        inRows.forEach(memory::leaseWritten);
        leases.forEach((id, until) -> {
            if (leasesWritten) {
                memory.leaseWritten(id, until);
            } else {
                memory.putOffLease(
                        id, until, leftBefore.getOrDefault(id, Duration.ZERO).minus(WRITTEN_AHEAD));
            }
        });
        peers.forEach((id, row) -> row.ifPresentOrElse(known -> memory.peer(id, known), () -> memory.peerGone(id)));
        emptied.forEach(memory::emptied);
        replaced.forEach(memory::forget);
        found.forEach(memory::holding);
        updated.forEach((held, chunks) -> {
            if (journalled.containsKey(held)) {
                memory.putOff(held, chunks, journalId);
            } else {
                memory.forget(held);
                memory.holding(held, chunks);
            }
        });
    }

    /** Likewise, and after what is remembered can be read. */
    void tell() {
        emptied.forEach(listener::peerChanged);
        moved.forEach(listener::peerChanged);
        replaced.forEach(held -> listener.holdersChanged(held.file()));
        updated.forEach((held, chunks) -> {
            if (updatedAtOnce.contains(held)) {
                listener.holdersChanged(held.file());
            } else {
                listener.chunksHeld(held.peer(), held.file(), chunks);
            }
        });
    }
}
