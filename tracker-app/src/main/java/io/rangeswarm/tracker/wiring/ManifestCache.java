package io.rangeswarm.tracker.wiring;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.util.concurrent.ConcurrentMap;

/** The manifests that are asked for most, within a bound of bytes. */
final class ManifestCache {

    /** Eight manifests of the largest files, thousands of small ones. */
    static final long BYTES_MAX = 16 << 20;

    private static final int BYTES_BESIDE_HASHES = 200;

    private ManifestCache() {}

    /** Safe for many threads. What is too much goes when something is put in, on the thread that puts it there. */
    static ConcurrentMap<FileId, Manifest> create() {
        Weigher<FileId, Manifest> bytes =
                (id, manifest) -> BYTES_BESIDE_HASHES + manifest.layout().chunkCount() * Sha256.BYTES;
        return Caffeine.newBuilder()
                .maximumWeight(BYTES_MAX)
                .weigher(bytes)
                .executor(Runnable::run)
                .build()
                .asMap();
    }
}
