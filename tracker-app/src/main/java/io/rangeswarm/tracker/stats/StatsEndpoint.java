package io.rangeswarm.tracker.stats;

import io.rangeswarm.model.page.PageFiles;
import io.rangeswarm.tracker.core.catalog.Catalog;
import io.rangeswarm.tracker.core.catalog.FileOrder;
import io.rangeswarm.tracker.core.catalog.FileQuery;
import io.rangeswarm.tracker.core.catalog.ListedFile;
import io.rangeswarm.tracker.core.catalog.PageSlice;
import io.rangeswarm.tracker.core.swarm.SwarmNumbers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/** {@code /actuator/stats}. */
@Component
@Endpoint(id = "stats")
class StatsEndpoint {

    private static final FileQuery TOP_FILES = new FileQuery(
            null,
            null,
            new FileOrder(FileOrder.Key.SEEDS, FileOrder.Direction.DESCENDING),
            new PageSlice(0, StatsView.TOP_FILES_MAX));

    private final RecentNumbers numbers;
    private final Catalog catalog;
    private final Clock clock;
    private final Instant startedAt;
    private final PageFiles pages;

    StatsEndpoint(RecentNumbers numbers, Catalog catalog, Clock clock, PageFiles pages) {
        this.numbers = numbers;
        this.catalog = catalog;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.pages = pages;
    }

    /** A {@link StatsView}, or the page, as text, that fetches and shows what is there. */
    // Without "produces" curl would be shown Boot's vendor media type.
    @ReadOperation(producesFrom = StatsForm.class)
    Object stats(StatsForm form) {
        return form == StatsForm.HTML ? page() : numbers();
    }

    private String page() {
        return new String(pages.page("tracker.html", "../").bytes(), StandardCharsets.UTF_8);
    }

    private StatsView numbers() {
        SwarmNumbers swarm = numbers.get();
        Instant now = clock.instant();
        List<StatsView.TopFile> top = catalog.list(TOP_FILES, now).items().stream()
                .map(StatsEndpoint::top)
                .toList();
        return new StatsView(
                Duration.between(startedAt, now).toSeconds(),
                swarm.peers(),
                swarm.files(),
                swarm.seeds(),
                swarm.leeches(),
                swarm.sharedBytes(),
                swarm.chunkCopies(),
                swarm.uploadedBytes(),
                swarm.downloadedBytes(),
                top);
    }

    private static StatsView.TopFile top(ListedFile file) {
        return new StatsView.TopFile(
                file.id().hex(),
                file.names().stream().findFirst().orElse(""),
                file.layout().length(),
                file.seeds(),
                file.leeches(),
                file.availability());
    }
}
