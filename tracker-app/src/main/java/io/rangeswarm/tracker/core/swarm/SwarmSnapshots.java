package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.ChunkLayout;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a swarm at most every {@link #AGE_MAX}, however many ask; while one thread looks, the others are told what was
 * seen last. Of a big swarm it looks at a random part, another each time, so that neither the look nor what it leaves in
 * memory grows with the swarm. Safe for many threads: each file's entry has a lock, held while the store is asked.
 */
final class SwarmSnapshots {

    /** What a chunk registration may take to be seen by others. */
    static final Duration AGE_MAX = Duration.ofMillis(250);

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
    private final Map<FileId, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicInteger sources = new AtomicInteger();

    SwarmSnapshots(
            SwarmStore store, Catalog catalog, Clock clock, RandomGenerator random, Predicate<PeerId> isHandedOut) {
        this.store = store;
        this.catalog = catalog;
        this.clock = clock;
        this.random = random;
        this.isHandedOut = isHandedOut;
    }

    private static final class Entry {

        private final Lock looking = new ReentrantLock();
        private volatile @Nullable SwarmSnapshot seen;
        private volatile Instant seenAt = Instant.MIN;

        /** When somebody was last sent to look, in milliseconds since 1970. */
        private final AtomicLong lookerSentAt = new AtomicLong();
    }

    /** The swarm as it was a moment ago; empty when no live peer shares the file. */
    Optional<SwarmSnapshot> of(FileId fileId) {
        Instant now = clock.instant();
        Entry entry = entries.get(fileId);
        if (entry == null) {
            entry = entries.computeIfAbsent(fileId, id -> new Entry());
        }
        SwarmSnapshot seen = entry.seen;
        if (seen != null && isFresh(entry.seenAt, now)) {
            return Optional.of(seen);
        }
        if (seen == null) {
            entry.looking.lock();
        } else if (!entry.looking.tryLock()) {
            return Optional.of(seen);
        }
        try {
            SwarmSnapshot newest = entry.seen;
            if (newest == null || !isFresh(entry.seenAt, now)) {
                newest = look(fileId, entry, now);
            }
            return Optional.ofNullable(newest);
        } finally {
            entry.looking.unlock();
        }
    }

    /**
     * The swarm as it was seen last, without looking. One of those who ask when that is long ago is told nothing, and is
     * to ask {@link #of}.
     */
    Optional<SwarmSnapshot> seen(FileId fileId) {
        Entry entry = entries.get(fileId);
        SwarmSnapshot seen = entry == null ? null : entry.seen;
        if (entry == null || seen == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        long sentAt = entry.lookerSentAt.get();
        boolean isDue = !isFresh(entry.seenAt, now) && now.toEpochMilli() - sentAt >= AGE_MAX.toMillis();
        if (isDue && entry.lookerSentAt.compareAndSet(sentAt, now.toEpochMilli())) {
            return Optional.empty();
        }
        return Optional.of(seen);
    }

    private static boolean isFresh(Instant since, Instant now) {
        return !since.equals(Instant.MIN) && Duration.between(since, now).compareTo(AGE_MAX) < 0;
    }

    private @Nullable SwarmSnapshot look(FileId fileId, Entry entry, Instant now) {
        SwarmSnapshot before = entry.seen;
        SwarmSnapshot next = read(fileId, now).orElse(null);
        if (entries.get(fileId) != entry) {
            return next; // it was forgotten meanwhile, and nobody comes by it again
        }
        int more = (next == null ? 0 : next.size()) - (before == null ? 0 : before.size());
        entry.seen = next;
        entry.seenAt = now;
        if (next == null) {
            entries.remove(fileId, entry);
        }
        if (sources.addAndGet(more) > SOURCES_MAX) {
            forgetIdle(now);
        }
        return next;
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
            boolean isIdle = Duration.between(entry.seenAt, now).compareTo(IDLE_MAX) > 0;
            if ((isIdle || sources.get() > SOURCES_MAX) && entry.looking.tryLock()) {
                try {
                    SwarmSnapshot gone = entry.seen;
                    if (gone != null && entries.remove(fileId, entry)) {
                        entry.seen = null;
                        sources.addAndGet(-gone.size());
                    }
                } finally {
                    entry.looking.unlock();
                }
            }
        });
    }
}
