package io.rangeswarm.tracker.jdbc;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static io.rangeswarm.tracker.core.swarm.Samples.peer;
import static io.rangeswarm.tracker.core.swarm.Samples.profile;
import static io.rangeswarm.tracker.core.swarm.Samples.shared;
import static io.rangeswarm.tracker.core.swarm.Samples.token;
import static io.rangeswarm.tracker.core.swarm.Samples.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.tracker.TestClock;
import io.rangeswarm.tracker.core.swarm.Asker;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.Sources;
import io.rangeswarm.tracker.core.swarm.SwarmStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** What askers hear of a swarm between two looks at the database: a store that only one process writes tells of changes. */
class ToldSwarmTest {

    private static final Duration A_MOMENT = Duration.ofMillis(250);

    private final Manifest ten = manifest(10, "ten");
    private final TestClock clock = new TestClock();
    private final HikariDataSource dataSource = new HikariDataSource();
    private SwarmStore store;
    private Sources sources;
    private int reads;

    @BeforeEach
    void open() {
        dataSource.setJdbcUrl("jdbc:h2:mem:told;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
        Flyway.configure().dataSource(dataSource).load().migrate();
        JdbcTemplate template = new JdbcTemplate(dataSource);
        store = new JdbcSwarmStore(template, new JdbcTransactionManager(dataSource), new Random(1));
        SwarmStore counted = (SwarmStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SwarmStore.class}, (proxy, method, arguments) -> {
                    reads += method.getName().equals("sources") ? 1 : 0;
                    return method.invoke(store, arguments);
                });
        sources = new Sources(counted, new JdbcCatalog(template), clock, new Random(1));
        add(1);
        add(2);
        change(1, changes -> changes.putHoldings(peer(1), List.of(shared("ten", ten, 0))));
        change(2, changes -> changes.putHoldings(peer(2), List.of(shared("ten", ten, 0))));
    }

    @AfterEach
    void close() {
        dataSource.close(); // the last connection, and with it the database
    }

    private interface Work {
        void run(SwarmStore.Changes changes);
    }

    private void add(int number) {
        store.change(changes -> {
            changes.addPeer(
                    peer(number),
                    token(number).hash(),
                    profile(9000 + number),
                    clock.instant().plusSeconds(30));
            return 0;
        });
    }

    private void change(int number, Work work) {
        store.change(changes -> {
            changes.renew(
                    peer(number),
                    token(number).hash(),
                    clock.instant(),
                    clock.instant().plusSeconds(30),
                    null);
            work.run(changes);
            return 0;
        });
    }

    private void holds(int number, int... chunks) {
        change(number, changes -> changes.updateHolding(peer(number), ten.fileId(), ChunkSet.of(10, chunks)));
    }

    /** What an asker hears a moment later. */
    private Map<PeerId, ChunkSet> heard() {
        clock.pass(A_MOMENT);
        Map<PeerId, ChunkSet> heard = new TreeMap<>();
        sources.of(ten.fileId(), 50, Asker.UNKNOWN)
                .orElseThrow()
                .forEach(seen -> heard.put(seen.source().peerId(), seen.source().held()));
        return heard;
    }

    @Test
    void newChunksAreHeardOfWithoutAnotherRead() {
        heard();
        reads = 0;

        holds(1, 0, 3);
        assertThat(heard()).containsEntry(peer(1), ChunkSet.of(10, 0, 3));
        holds(1, 0, 3, 4);
        holds(2, 0, 9);

        assertThat(heard())
                .containsEntry(peer(1), ChunkSet.of(10, 0, 3, 4))
                .containsEntry(peer(2), ChunkSet.of(10, 0, 9));
        assertThat(reads).isZero();
    }

    @Test
    void newHoldersNewSeedsAndThoseThatLeaveAreReadAMomentLater() {
        heard();

        add(3);
        change(3, changes -> changes.putHoldings(peer(3), List.of(whole("ten", ten))));
        assertThat(heard()).containsKeys(peer(1), peer(2), peer(3));

        holds(1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(heard()).containsEntry(peer(1), ChunkSet.all(10));

        change(1, changes -> changes.removePeer(peer(1)));
        assertThat(heard()).containsOnlyKeys(peer(2), peer(3));

        change(2, changes -> changes.removeHolding(peer(2), ten.fileId()));
        assertThat(heard()).containsOnlyKeys(peer(3));
    }

    @Test
    void lessThanBeforeIsHeardOfToo() {
        holds(1, 0, 1, 2, 3);
        heard();

        change(1, changes -> changes.putHoldings(peer(1), List.of(shared("ten", ten, 7))));

        assertThat(heard()).containsEntry(peer(1), ChunkSet.of(10, 7));
    }

    @Test
    void aPeerThatMovedIsHeardOfAtItsNewAddress() {
        heard();

        change(1, changes -> changes.updateProfile(peer(1), profile(9999)));
        clock.pass(A_MOMENT);

        assertThat(sources.of(ten.fileId(), 50, Asker.UNKNOWN).orElseThrow())
                .extracting(seen -> seen.source().endpoint())
                .contains(profile(9999).endpoint());
    }

    @Test
    void aLeaseThatRunsOutIsNoticedWithinTwoSecondsWhenItIsSwept() {
        clock.pass(Duration.ofSeconds(29));
        change(2, changes -> {});
        assertThat(heard()).containsOnlyKeys(peer(1), peer(2));

        clock.pass(Duration.ofMillis(1750));
        assertThat(store.removeExpired(clock.instant())).containsExactly(peer(1));

        assertThat(heard()).containsOnlyKeys(peer(2));
    }

    @Test
    void aLeaseThatRunsOutIsNoticedWithinSixSecondsThoughNobodySweeps() {
        clock.pass(Duration.ofSeconds(29));
        change(2, changes -> {});
        assertThat(heard()).containsOnlyKeys(peer(1), peer(2));

        clock.pass(Duration.ofSeconds(6));

        assertThat(heard()).containsOnlyKeys(peer(2));
    }

    @Test
    void whatWasRolledBackIsNotHeardOf() {
        heard();

        assertThatThrownBy(() -> change(1, changes -> {
                    changes.updateHolding(peer(1), ten.fileId(), ChunkSet.of(10, 0, 5));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");

        assertThat(heard()).containsEntry(peer(1), ChunkSet.of(10, 0));
    }
}
