package io.rangeswarm.tracker.core.catalog;

import static io.rangeswarm.tracker.core.swarm.Samples.hash;
import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class RememberingCatalogTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final FileQuery FIRST = new FileQuery(null, null, FileOrder.BY_NAME, new PageSlice(0, 50));

    private final Counting counting = new Counting();
    private final RememberingCatalog catalog = new RememberingCatalog(counting, new ConcurrentHashMap<>());

    /** Says how often it was asked, in the total of a page; takes as long as it is told to. */
    private static final class Counting implements Catalog {

        private final Map<FileId, Manifest> files = new HashMap<>();
        private Duration takes = Duration.ZERO;
        private int filesBesides = 2000;
        private int lists;
        private int manifests;

        @Override
        public Page<ListedFile> list(FileQuery query, Instant now) {
            lists++;
            long end = System.nanoTime() + takes.toNanos();
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return new Page<>(List.of(), query.slice(), filesBesides + lists);
        }

        @Override
        public Optional<ListedFile> find(FileId id, Instant now) {
            return Optional.empty();
        }

        @Override
        public Optional<ChunkLayout> layout(FileId id, Instant now) {
            return Optional.ofNullable(files.get(id)).map(Manifest::layout);
        }

        @Override
        public Optional<Manifest> manifest(FileId id, Instant now) {
            manifests++;
            return Optional.ofNullable(files.get(id));
        }
    }

    @Test
    void aPageThatTookLongIsRememberedForSomeTimesThat() {
        counting.takes = Duration.ofMillis(20);

        assertThat(catalog.list(FIRST, NOW).total()).isEqualTo(2001);
        assertThat(catalog.list(FIRST, NOW.plusMillis(399)).total()).isEqualTo(2001);
        assertThat(catalog.list(FIRST, NOW.plusSeconds(10)).total()).isEqualTo(2002);
    }

    @Test
    void aSmallTrackersPageIsAlwaysAsOfNow() {
        counting.takes = Duration.ofMillis(20);
        counting.filesBesides = 0;

        assertThat(catalog.list(FIRST, NOW).total()).isOne();
        assertThat(catalog.list(FIRST, NOW).total()).isEqualTo(2);
    }

    @Test
    void anotherQuestionIsAskedAnew() {
        counting.takes = Duration.ofMillis(20);
        catalog.list(FIRST, NOW);

        assertThat(catalog.list(new FileQuery("x", null, FileOrder.BY_NAME, FIRST.slice()), NOW)
                        .total())
                .isEqualTo(2002);
        assertThat(catalog.list(new FileQuery(null, hash("x"), FileOrder.BY_NAME, FIRST.slice()), NOW)
                        .total())
                .isEqualTo(2003);
    }

    @Test
    void aManifestIsReadOnceButOnlyGivenWhileItsFileIsListed() {
        Manifest ten = manifest(10, "ten");
        counting.files.put(ten.fileId(), ten);

        assertThat(catalog.manifest(ten.fileId(), NOW)).contains(ten);
        assertThat(catalog.manifest(ten.fileId(), NOW)).contains(ten);
        assertThat(counting.manifests).isOne();

        counting.files.clear();
        assertThat(catalog.manifest(ten.fileId(), NOW)).isEmpty();
    }
}
