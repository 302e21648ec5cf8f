package io.rangeswarm.tracker.jdbc;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static io.rangeswarm.tracker.core.swarm.Samples.peer;
import static io.rangeswarm.tracker.core.swarm.Samples.profile;
import static io.rangeswarm.tracker.core.swarm.Samples.shared;
import static io.rangeswarm.tracker.core.swarm.Samples.token;
import static io.rangeswarm.tracker.core.swarm.Samples.whole;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.rangeswarm.tracker.core.catalog.Catalog;
import io.rangeswarm.tracker.core.swarm.SwarmNumbers;
import io.rangeswarm.tracker.core.swarm.SwarmStore;
import io.rangeswarm.tracker.core.swarm.SwarmStoreContract;
import io.rangeswarm.tracker.core.swarm.Transferred;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The contract on an H2 file as the tracker opens it, and what only a database can lose or keep. */
class H2SwarmStoreTest extends SwarmStoreContract {

    @TempDir
    Path folder;

    private HikariDataSource dataSource;
    private JdbcTemplate template;
    private SwarmStore store;

    @BeforeEach
    void open() {
        dataSource = new HikariDataSource();
        dataSource.setJdbcUrl("jdbc:h2:file:" + folder.resolve("tracker")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;LOCK_TIMEOUT=5000");
        Flyway.configure().dataSource(dataSource).load().migrate();
        template = new JdbcTemplate(dataSource);
        store = new JdbcSwarmStore(
                template, new TransactionTemplate(new JdbcTransactionManager(dataSource)), new Random(1));
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Override
    protected SwarmStore store() {
        return store;
    }

    @Override
    protected Catalog catalog() {
        return new JdbcCatalog(template);
    }

    @Test
    void anotherStartFindsWhatWasKept() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        addPeer(now);
        close();

        open();

        assertThat(catalog().manifest(manifest(2, "two").fileId(), now)).contains(manifest(2, "two"));
        assertThat(store.findPeer(peer(1), now)).isPresent();
    }

    @Test
    void countsTheWholeSwarm() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        addPeer(now);

        assertThat(new JdbcCensus(template).count(now)).isEqualTo(new SwarmNumbers(1, 2, 1, 1, 12 << 20, 3, 5, 6));
        assertThat(new JdbcCensus(template).count(now.plusSeconds(60)))
                .isEqualTo(new SwarmNumbers(0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void nothingOfAPeerThatLeftStaysInAnyTable() {
        addPeer(Instant.parse("2026-01-01T00:00:00Z"));

        store.change(changes -> {
            changes.removePeer(peer(1));
            return 0;
        });
        store.removeUnheldFiles();

        for (String table : List.of("peer", "file", "file_hashes", "holding", "holding_name")) {
            assertThat(template.queryForObject("select count(*) from " + table, Long.class))
                    .as(table)
                    .isZero();
        }
    }

    private void addPeer(Instant now) {
        Instant until = now.plusSeconds(30);
        store.change(changes -> {
            changes.addPeer(peer(1), token(1).hash(), profile(9001), until);
            changes.renew(peer(1), token(1).hash(), now, until, new Transferred(5, 6));
            changes.putHoldings(
                    peer(1), List.of(whole("two", manifest(2, "two")), shared("ten", manifest(10, "ten"), 4)));
            return 0;
        });
    }
}
