package io.rangeswarm.tracker.wiring;

import static io.rangeswarm.tracker.core.swarm.Samples.hash;
import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestCacheTest {

    private final Map<FileId, Manifest> cache = ManifestCache.create();

    @Test
    void bigManifestsAreKeptWithinABoundOfBytes() {
        for (int file = 0; file < 20; file++) {
            Manifest big = new Manifest(
                    new ChunkLayout(ChunkLayout.LENGTH_MAX), hash("big" + file), new byte[65_536 * 32]); // 2 MiB
            cache.put(big.fileId(), big);
        }

        assertThat(cache.size()).as("16 MiB hold 7 of them").isBetween(1, 7);
    }

    @Test
    void smallOnesAreAllKept() {
        for (int file = 0; file < 1000; file++) {
            Manifest small = manifest(2, "small" + file);
            cache.put(small.fileId(), small);
        }

        assertThat(cache).hasSize(1000);
    }
}
