package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.ChunkSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one swarm: its snapshot, and what was told of it since that was made. The snapshot changes under the lock;
 * what is told comes without it.
 */
final class SwarmEntry {

    /** Peers of whom more is told while the swarm is being read; with more it has to be read again. */
    private static final int TOLD_MAX = 4096;

    private final Lock looking = new ReentrantLock();
    private volatile @Nullable SwarmSnapshot seen;
    private volatile Instant seenAt = Instant.MIN;
    private volatile Instant readAgainAt = Instant.MIN;

    /** When somebody was last sent to look, in milliseconds since 1970. */
    private final AtomicLong lookerSentAt = new AtomicLong();

    /** Whether others may hold something of the file than the snapshot has; cleared before it is read. */
    private volatile boolean isOutdated = true;

    /** Who is in the snapshot with some chunks; null while another one is being read. */
    private volatile @Nullable Set<PeerId> members;

    private final Map<PeerId, ChunkSet> told = new ConcurrentHashMap<>();

    Lock looking() {
        return looking;
    }

    @Nullable
    SwarmSnapshot seen() {
        return seen;
    }

    /** When the snapshot was last made to be as of now. */
    Instant seenAt() {
        return seenAt;
    }

    /** Whether it is the caller who is sent to look: one in so many milliseconds. */
    boolean sends(long now, long everyMillis) {
        long sentAt = lookerSentAt.get();
        return now - sentAt >= everyMillis && lookerSentAt.compareAndSet(sentAt, now);
    }

    /** Whether what was told is all that has happened, but for leases that ran out. */
    boolean canBeTold(Instant now) {
        return !isOutdated && now.isBefore(readAgainAt);
    }

    /** Reads the swarm, and has it read again then; what is told meanwhile is newer, or in there already. Under the lock. */
    @Nullable
    SwarmSnapshot read(Instant now, Instant readAgainAt, Supplier<@Nullable SwarmSnapshot> reading) {
        members = null;
        isOutdated = false;
        told.clear();
        SwarmSnapshot next;
        try {
            next = reading.get();
        } catch (RuntimeException failed) {
            isOutdated = true;
            throw failed;
        }
        Set<PeerId> holders = new HashSet<>();
        if (next != null) {
            next.some().forEach(source -> holders.add(source.source().peerId()));
        }
        members = holders;
        this.readAgainAt = readAgainAt;
        seen(next, now);
        return next;
    }

    /** Adds what was told to the snapshot. Under the lock. */
    @Nullable
    SwarmSnapshot addTold(Instant now) {
        SwarmSnapshot before = seen;
        SwarmSnapshot next = before;
        if (before != null && !told.isEmpty()) {
            List<SeenSource> some = new ArrayList<>(before.some().size());
            for (SeenSource source : before.some()) {
                ChunkSet held = told.remove(source.source().peerId());
                some.add(held == null ? source : source.holding(held));
            }
            next = new SwarmSnapshot(before.chunkCount(), before.whole(), some);
        }
        seen(next, now);
        return next;
    }

    private void seen(@Nullable SwarmSnapshot next, Instant now) {
        seen = next;
        seenAt = now;
    }

    void forget() {
        seen = null;
    }

    void chunksHeld(PeerId peer, ChunkSet held) {
        Set<PeerId> known = members;
        if (known == null && told.size() >= TOLD_MAX) {
            isOutdated = true;
        } else if (known == null || known.contains(peer)) {
            told.put(peer, held);
        }
    }

    void outdate() {
        isOutdated = true;
    }

    void outdateIfIn(PeerId peer) {
        SwarmSnapshot snapshot = seen;
        Set<PeerId> known = members;
        boolean isIn = known == null || snapshot == null || known.contains(peer) || snapshot.hasSeed(peer);
        if (isIn) {
            isOutdated = true;
        }
    }
}
