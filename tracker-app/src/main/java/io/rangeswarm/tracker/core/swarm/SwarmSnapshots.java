package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.core.catalog.Catalog;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Part;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a swarm at most every {@link #AGE_MAX}, however many ask; while one thread looks, the others are told what was
 * seen last. Of a big swarm it looks at a random part, another each time, so that neither the look nor what it leaves in
 * memory grows with the swarm. A store that only this process writes tells of chunks meanwhile, and then most looks read
 * nothing. Safe for many threads: each file's entry has a lock, held while the store is asked.
 */
final class SwarmSnapshots implements HoldingListener {

    /** What a chunk registration may take to be seen by others. */
    static final Duration AGE_MAX = Duration.ofMillis(250);

    /**
     * Where the store tells of all that changes, a swarm is read again only when others hold something of the file than before,
     * and after a time of chance within these bounds: nobody tells of a lease that runs out, only the sweep does, when it removes
     * the peer, and of a big swarm there is another part to look at. Of chance, because swarms that were first asked for at the
     * same moment would be read at the same moments ever after: calls wait behind a hundred.
     */
    private static final Duration READ_AGE_MIN = Duration.ofSeconds(3);

    private static final Duration READ_AGE_MAX = Duration.ofSeconds(6);

    /** So many seeds, and so many leeches, are looked at: five times as many as one answer can name. */
    private static final int PART_MAX = 500;

    /** Sources in memory, over all files; about 300 bytes each and their bitfields. */
    private static final int SOURCES_MAX = 100_000;

    /** Whose swarm was not asked for during this time goes first. */
    private static final Duration IDLE_MAX = Duration.ofSeconds(2);

    private final SwarmStore store;
    private final Catalog catalog;
    private final Clock clock;
    private final RandomGenerator random;
    private final Predicate<PeerId> isHandedOut;
    private final Map<FileId, SwarmEntry> entries = new ConcurrentHashMap<>();
    private final AtomicInteger sources = new AtomicInteger();
    private final boolean isToldAll;

    SwarmSnapshots(
            SwarmStore store, Catalog catalog, Clock clock, RandomGenerator random, Predicate<PeerId> isHandedOut) {
        this.store = store;
        this.catalog = catalog;
        this.clock = clock;
        this.random = random;
        this.isHandedOut = isHandedOut;
        this.isToldAll = store.tell(this);
    }

    @Override
    public void chunksHeld(PeerId peer, FileId file, ChunkSet held) {
        SwarmEntry entry = entries.get(file);
        if (entry != null) {
            entry.chunksHeld(peer, held);
        }
    }

    @Override
    public void holdersChanged(FileId file) {
        SwarmEntry entry = entries.get(file);
        if (entry != null) {
            entry.outdate();
        }
    }

    @Override
    public void peerChanged(PeerId peer) {
        entries.values().forEach(entry -> entry.outdateIfIn(peer));
    }

    /** The swarm as it was a moment ago; empty when no live peer shares the file. */
    Optional<SwarmSnapshot> of(FileId fileId) {
        Instant now = clock.instant();
        SwarmEntry entry = entries.get(fileId);
        if (entry == null) {
            entry = entries.computeIfAbsent(fileId, id -> new SwarmEntry());
        }
        SwarmSnapshot seen = entry.seen();
        if (seen != null && isFresh(entry, now)) {
            return Optional.of(seen);
        }
        if (seen == null) {
            entry.looking().lock();
        } else if (!entry.looking().tryLock()) {
            return Optional.of(seen);
        }
        try {
            SwarmSnapshot newest = entry.seen();
            if (newest == null || !isFresh(entry, now)) {
                newest = look(fileId, entry, now);
            }
            return Optional.ofNullable(newest);
        } finally {
            entry.looking().unlock();
        }
    }

    /**
     * The swarm as it was seen last, without looking. One of those who ask when that is long ago is told nothing, and is
     * to ask {@link #of}.
     */
    Optional<SwarmSnapshot> seen(FileId fileId) {
        SwarmEntry entry = entries.get(fileId);
        SwarmSnapshot seen = entry == null ? null : entry.seen();
        if (entry == null || seen == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        boolean isLooker = !isFresh(entry, now) && entry.sends(now.toEpochMilli(), AGE_MAX.toMillis());
        return isLooker ? Optional.empty() : Optional.of(seen);
    }

    private static boolean isFresh(SwarmEntry entry, Instant now) {
        Instant since = entry.seenAt();
        return !since.equals(Instant.MIN) && since.plus(AGE_MAX).isAfter(now);
    }

    private @Nullable SwarmSnapshot look(FileId fileId, SwarmEntry entry, Instant now) {
        SwarmSnapshot before = entry.seen();
        if (before != null && isToldAll && entry.canBeTold(now)) {
            return entry.addTold(now);
        }
        SwarmSnapshot next =
                entry.read(now, now.plus(readAge()), () -> read(fileId, now).orElse(null));
        if (entries.get(fileId) != entry) {
            return next; // it was forgotten meanwhile, and nobody comes by it again
        }
        int more = (next == null ? 0 : next.size()) - (before == null ? 0 : before.size());
        if (next == null) {
            entries.remove(fileId, entry);
        }
        if (sources.addAndGet(more) > SOURCES_MAX) {
            forgetIdle(now);
        }
        return next;
    }

    private Duration readAge() {
        return Duration.ofMillis(random.nextLong(READ_AGE_MIN.toMillis(), READ_AGE_MAX.toMillis()));
    }

    private Optional<SwarmSnapshot> read(FileId fileId, Instant now) {
        List<Source> whole = sources(fileId, Part.WHOLE, now);
        List<Source> some = sources(fileId, Part.SOME, now);
        if (whole.isEmpty() && some.isEmpty()) {
            return catalog.layout(fileId, now)
                    .map(ChunkLayout::chunkCount)
                    .map(count -> SwarmSnapshot.of(count, whole, some));
        }
        int count = (whole.isEmpty() ? some : whole).get(0).held().count();
        return Optional.of(SwarmSnapshot.of(count, whole, some));
    }

    private List<Source> sources(FileId fileId, Part part, Instant now) {
        List<Source> all = store.sources(fileId, part, random.nextInt(), PART_MAX, now);
        boolean areAllHandedOut = all.stream().allMatch(source -> isHandedOut.test(source.peerId()));
        return areAllHandedOut
                ? all
                : all.stream()
                        .filter(source -> isHandedOut.test(source.peerId()))
                        .toList();
    }

    private void forgetIdle(Instant now) {
        entries.forEach((fileId, entry) -> {
            boolean isIdle = Duration.between(entry.seenAt(), now).compareTo(IDLE_MAX) > 0;
            if ((isIdle || sources.get() > SOURCES_MAX) && entry.looking().tryLock()) {
                try {
                    SwarmSnapshot gone = entry.seen();
                    if (gone != null && entries.remove(fileId, entry)) {
                        entry.forget();
                        sources.addAndGet(-gone.size());
                    }
                } finally {
                    entry.looking().unlock();
                }
            }
        });
    }
}
