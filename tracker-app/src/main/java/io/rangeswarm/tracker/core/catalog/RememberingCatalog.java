package io.rangeswarm.tracker.core.catalog;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Asks a catalog, and remembers what would cost much to ask again: manifests, which never change, and pages that took
 * long, for a multiple of the time that they took. So a page of a small tracker is always as of now, and lists of a big one
 * take a bounded part of its time however many ask. Safe for many threads: all maps are.
 */
public final class RememberingCatalog implements Catalog {

    /** Where there are fewer files a page is always as of now: a busy machine may be slow to give it, but it is {@link #CHEAP}. */
    private static final int FILES_MIN = 2_000;

    /** A page that took less is not worth remembering. */
    private static final Duration CHEAP = Duration.ofMillis(20);

    /** A page is as good as new for so many times what it took: one question takes a twentieth of a core at most. */
    private static final int TIMES_ITS_COST = 20;

    private static final Duration AGE_MAX = Duration.ofSeconds(10);

    /** Pages; of 50 files, 30 KB each. */
    private static final int PAGES_MAX = 100;

    private final Catalog catalog;
    private volatile long filesCounted; // the most that any page's total said
    private final Map<FileQuery, Remembered> pages = new ConcurrentHashMap<>();

    /** One question is asked once at a time: who asks the same meanwhile waits for its answer. */
    private final Lock[] asking =
            IntStream.range(0, 16).mapToObj(i -> new ReentrantLock()).toArray(Lock[]::new);

    private final Map<FileId, Manifest> manifests;

    /**
     * Remembers what this catalog says.
     *
     * @param manifests where they are kept: safe for many threads, and bounded
     */
    public RememberingCatalog(Catalog catalog, ConcurrentMap<FileId, Manifest> manifests) {
        this.catalog = catalog;
        this.manifests = manifests;
    }

    private record Remembered(Page<ListedFile> page, Instant at, Duration cost) {

        boolean isGood(Instant now) {
            Duration ageMax = cost.multipliedBy(TIMES_ITS_COST);
            Duration age = Duration.between(at, now);
            return !age.isNegative() && age.compareTo(ageMax.compareTo(AGE_MAX) < 0 ? ageMax : AGE_MAX) < 0;
        }
    }

    @Override
    public Page<ListedFile> list(FileQuery query, Instant now) {
        Remembered known = pages.get(query);
        if (known != null && known.isGood(now)) {
            return known.page();
        }
        Lock lock = asking[Math.floorMod(query.hashCode(), asking.length)];
        lock.lock();
        try {
            known = pages.get(query);
            return known != null && known.isGood(now) ? known.page() : ask(query, now);
        } finally {
            lock.unlock();
        }
    }

    private Page<ListedFile> ask(FileQuery query, Instant now) {
        long start = System.nanoTime();
        Page<ListedFile> page = catalog.list(query, now);
        Duration cost = Duration.ofNanos(System.nanoTime() - start);
        filesCounted = Math.max(filesCounted, page.total());
        if (filesCounted < FILES_MIN || cost.compareTo(CHEAP) < 0) {
            pages.remove(query);
            return page;
        }
        if (pages.size() >= PAGES_MAX) {
            pages.clear();
        }
        pages.put(query, new Remembered(page, now, cost));
        return page;
    }

    @Override
    public Optional<ListedFile> find(FileId id, Instant now) {
        return catalog.find(id, now);
    }

    @Override
    public Optional<ChunkLayout> layout(FileId id, Instant now) {
        return catalog.layout(id, now);
    }

    @Override
    public Optional<Manifest> manifest(FileId id, Instant now) {
        Manifest known = manifests.get(id);
        if (known != null) {
            return layout(id, now).map(live -> known);
        }
        Optional<Manifest> found = catalog.manifest(id, now);
        found.ifPresent(manifest -> manifests.put(id, manifest));
        return found;
    }
}
