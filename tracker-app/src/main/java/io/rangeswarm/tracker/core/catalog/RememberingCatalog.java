package io.rangeswarm.tracker.core.catalog;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks a catalog, and remembers what would cost much to ask again: manifests, which never change, and pages that took
 * long, for a multiple of the time that they took. So a page of a small tracker is always as of now, and lists of a big one
 * take a bounded part of its time however many ask. Safe for many threads: each map is guarded as it says.
 */
public final class RememberingCatalog implements Catalog {

    /** Where there are fewer files a page is always as of now, even when a busy machine was slow to give it. */
    private static final int FILES_MIN = 1000;

    /** A page that took less is not worth remembering. */
    private static final Duration CHEAP = Duration.ofMillis(20);

    /** A page is as good as new for so many times what it took: one question takes a twentieth of a core at most. */
    private static final int TIMES_ITS_COST = 20;

    private static final Duration AGE_MAX = Duration.ofSeconds(10);

    /** Pages; of 50 files, 30 KB each. */
    private static final int PAGES_MAX = 100;

    private static final long MANIFEST_BYTES_MAX = 16 << 20;
    private static final int MANIFEST_BYTES_BESIDE_HASHES = 200;

    private final Catalog catalog;
    private volatile long filesCounted; // the most that any page's total said
    private final Map<FileQuery, Remembered> pages = new ConcurrentHashMap<>();

    /** One question is asked once at a time: who asks the same meanwhile waits for its answer. */
    private final Lock[] asking =
            IntStream.range(0, 16).mapToObj(i -> new ReentrantLock()).toArray(Lock[]::new);

    private final Map<FileId, Manifest> manifests = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself
    private long manifestBytes; // guarded by manifests

    public RememberingCatalog(Catalog catalog) {
        this.catalog = catalog;
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
        Manifest known = remembered(id);
        if (known != null) {
            return layout(id, now).map(live -> known);
        }
        Optional<Manifest> found = catalog.manifest(id, now);
        found.ifPresent(manifest -> remember(id, manifest));
        return found;
    }

    private @Nullable Manifest remembered(FileId id) {
        synchronized (manifests) {
            return manifests.get(id);
        }
    }

    private void remember(FileId id, Manifest manifest) {
        synchronized (manifests) {
            if (manifests.put(id, manifest) == null) {
                manifestBytes += bytes(manifest);
            }
            Iterator<Manifest> eldest = manifests.values().iterator();
            while (manifestBytes > MANIFEST_BYTES_MAX && eldest.hasNext()) {
                manifestBytes -= bytes(eldest.next());
                eldest.remove();
            }
        }
    }

    private static long bytes(Manifest manifest) {
        return MANIFEST_BYTES_BESIDE_HASHES + (long) manifest.layout().chunkCount() * Sha256.BYTES;
    }
}
