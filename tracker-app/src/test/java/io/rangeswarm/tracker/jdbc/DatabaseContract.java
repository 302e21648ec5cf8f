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
import io.rangeswarm.tracker.core.catalog.FileOrder;
import io.rangeswarm.tracker.core.catalog.FileQuery;
import io.rangeswarm.tracker.core.catalog.PageSlice;
import io.rangeswarm.tracker.core.swarm.SharedFile;
import io.rangeswarm.tracker.core.swarm.SwarmNumbers;
import io.rangeswarm.tracker.core.swarm.SwarmStore;
import io.rangeswarm.tracker.core.swarm.SwarmStoreContract;
import io.rangeswarm.tracker.core.swarm.SwarmTime;
import io.rangeswarm.tracker.core.swarm.Transferred;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The contract on a database as the tracker opens it, and what only a database can lose or keep. */
abstract class DatabaseContract extends SwarmStoreContract {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private HikariDataSource dataSource;
    private JdbcTemplate template;
    private SwarmStore store;

    /** Where the database is: empty for each test, and the same one however often the test opens it. */
    abstract String url();

    /** Where the migrations are, as application.yml names them. */
    abstract String[] migrations();

    @BeforeEach
    void open() {
        dataSource = pool();
        Flyway.configure().dataSource(dataSource).locations(migrations()).load().migrate();
        template = new JdbcTemplate(dataSource);
        store = storeOn(dataSource);
    }

    /** Another tracker's connections. */
    HikariDataSource pool() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url());
        return pool;
    }

    static SwarmStore storeOn(HikariDataSource pool) {
        return new JdbcSwarmStore(new JdbcTemplate(pool), new JdbcTransactionManager(pool), new Random(1));
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

    JdbcTemplate template() {
        return template;
    }

    /** A table's rows. */
    long count(String table) {
        return Objects.requireNonNull(template.queryForObject("select count(*) from " + table, Long.class));
    }

    @Test
    void anotherStartFindsWhatWasKept() {
        addPeer(NOW);
        close();

        open();

        assertThat(catalog().manifest(manifest(2, "two").fileId(), NOW)).contains(manifest(2, "two"));
        assertThat(store.findPeer(peer(1), NOW)).isPresent();
    }

    @Test
    void countsTheWholeSwarm() {
        addPeer(NOW);

        assertThat(new JdbcCensus(template).count(NOW)).isEqualTo(new SwarmNumbers(1, 2, 1, 1, 12 << 20, 3, 5, 6));
        assertThat(new JdbcCensus(template).count(NOW.plusSeconds(60)))
                .isEqualTo(new SwarmNumbers(0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void nothingOfAPeerThatLeftStaysInAnyTable() {
        addPeer(NOW);

        store.change(changes -> {
            changes.removePeer(peer(1));
            return 0;
        });
        store.removeUnheldFiles();

        for (String table : List.of("peer", "file", "file_hashes", "holding", "holding_name")) {
            assertThat(count(table)).as(table).isZero();
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

    @Test
    void namesAreInTheOrderOfTheirCodePoints() {
        store.change(changes -> {
            changes.addPeer(peer(1), token(1).hash(), profile(9001), NOW.plusSeconds(30));
            changes.putHoldings(
                    peer(1),
                    Stream.of("b", "B", "a-b", "ab", "\u00e4", "Z", "z", "a b", "\u6570")
                            .map(name -> whole(name, manifest(1, name)))
                            .toList());
            return 0;
        });

        assertThat(catalog()
                        .list(new FileQuery(null, null, FileOrder.BY_NAME, new PageSlice(0, 100)), NOW)
                        .items())
                .extracting(file -> file.names().get(0))
                .containsExactly("B", "Z", "a b", "a-b", "ab", "b", "z", "\u00e4", "\u6570");
    }

    private List<String> search(String part) {
        return search(catalog(), part);
    }

    private static List<String> search(Catalog catalog, String part) {
        return catalog.list(new FileQuery(part, null, FileOrder.BY_NAME, new PageSlice(0, 100)), NOW).items().stream()
                .map(file -> file.names().get(0))
                .toList();
    }

    @Test
    void findsByNamesOfADatabaseFromBeforeTheyHadATable() {
        addPeer(NOW);
        template.update("delete from file_name");
        assertThat(search("TW")).isEmpty();

        close();
        open();

        assertThat(search("TW")).containsExactly("two");
        assertThat(search("t")).containsExactly("ten", "two");
    }

    @Test
    void findsEachNameFromTheMomentItIsRegistered() {
        Catalog all = catalog();
        store.change(changes -> {
            changes.addPeer(peer(1), token(1).hash(), profile(9001), NOW.plusSeconds(30));
            return 0;
        });
        for (String name : List.of("Alpha/One", "beta", "Ünïcode 数据", "two", "a")) {
            assertThat(search(all, name)).doesNotContain(name);

            store.change(changes -> {
                changes.putHoldings(peer(1), List.of(whole(name, manifest(1, name))));
                return 0;
            });

            assertThat(search(all, name.toUpperCase(Locale.ROOT))).contains(name);
        }
        assertThat(search(all, "A")).containsExactly("Alpha/One", "a", "beta");
        assertThat(search(all, "a/o")).containsExactly("Alpha/One");
        assertThat(search(all, "数据")).containsExactly("Ünïcode 数据");
        assertThat(search(all, "据two")).isEmpty(); // the last of one name and the first of the next
    }

    @Test
    void aNameGoesWithTheLastPeerThatUsesIt() {
        addPeer(NOW);
        store.change(changes -> {
            changes.addPeer(peer(2), token(2).hash(), profile(9002), NOW.plusSeconds(30));
            changes.putHoldings(peer(2), List.of(whole("zwei", manifest(2, "two"))));
            return 0;
        });
        store.removeUnheldFiles();
        assertThat(search("zwei")).containsExactly("two");
        assertThat(count("file_name")).isEqualTo(3);

        store.change(changes -> {
            changes.removePeer(peer(2));
            return 0;
        });

        assertThat(search("zwei")).isEmpty();
        assertThat(store.removeUnheldFiles()).isZero();
        assertThat(count("file_name")).isEqualTo(2);
        assertThat(search("two")).containsExactly("two");
    }

    @Test
    void cleanUpLooksThroughMoreFilesThanItLooksAtTogether() {
        store.change(changes -> {
            changes.addPeer(peer(1), token(1).hash(), profile(9001), NOW.plusSeconds(30));
            changes.addPeer(peer(2), token(2).hash(), profile(9002), NOW.plusSeconds(30));
            changes.putHoldings(peer(1), files(0, 2100));
            changes.putHoldings(peer(2), files(2000, 2200));
            return 0;
        });

        store.change(changes -> {
            changes.removePeer(peer(1));
            return 0;
        });

        assertThat(store.removeUnheldFiles()).isEqualTo(2000);
        assertThat(count("file")).isEqualTo(200);
        assertThat(count("file_name")).isEqualTo(200);
        assertThat(store.removeUnheldFiles()).isZero();
    }

    @Test
    void manyFilesAreCountedNowAndThen() {
        store.change(changes -> {
            changes.addPeer(peer(1), token(1).hash(), profile(9001), NOW.plusSeconds(30));
            changes.addPeer(peer(2), token(2).hash(), profile(9002), NOW.plusSeconds(60));
            changes.putHoldings(peer(1), files(0, 5100));
            changes.putHoldings(peer(2), files(5000, 5101));
            return 0;
        });
        JdbcCatalog catalog = new JdbcCatalog(template);
        FileQuery first = new FileQuery(null, null, FileOrder.BY_NAME, new PageSlice(0, 50));
        FileQuery named = new FileQuery("FILE", null, FileOrder.BY_NAME, new PageSlice(0, 50));
        assertThat(catalog.list(first, NOW).total()).isEqualTo(5101);
        assertThat(catalog.list(named, NOW).total()).isEqualTo(5101);
        assertThat(catalog.list(named, NOW).items()).hasSize(50);

        Instant later = NOW.plusSeconds(30);
        catalog.recount(later);

        assertThat(catalog.list(first, later).total()).isEqualTo(101);
        assertThat(catalog.list(first, later).items().get(0).names()).containsExactly("file 5000");
        assertThat(catalog.list(named, later).total()).isEqualTo(101);
        store.removeExpired(later);
        store.removeUnheldFiles();
        assertThat(catalog.list(first, later).total()).isEqualTo(101);
        assertThat(catalog.list(first, NOW.plusSeconds(60)).total()).isZero();
    }

    private static List<SharedFile> files(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> "file " + number)
                .map(name -> whole(name, manifest(1, name)))
                .toList();
    }

    @Test
    void timeGoesOnFromWhereItStoodAndNeverBack() {
        SwarmTime time = new JdbcSwarmTime(template);
        assertThat(time.last()).isEmpty();

        assertThat(time.advance(NOW)).isEqualTo(NOW);
        assertThat(time.advance(NOW.minusSeconds(1))).isEqualTo(NOW);
        close();
        open();

        assertThat(new JdbcSwarmTime(template).last()).contains(NOW);
    }
}
