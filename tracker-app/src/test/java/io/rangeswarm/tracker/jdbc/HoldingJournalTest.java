package io.rangeswarm.tracker.jdbc;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static io.rangeswarm.tracker.core.swarm.Samples.peer;
import static io.rangeswarm.tracker.core.swarm.Samples.profile;
import static io.rangeswarm.tracker.core.swarm.Samples.shared;
import static io.rangeswarm.tracker.core.swarm.Samples.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.tracker.core.swarm.Holder;
import io.rangeswarm.tracker.core.swarm.Peer;
import io.rangeswarm.tracker.core.swarm.Source;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Part;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Renewal;
import io.rangeswarm.tracker.core.swarm.SwarmStore.TokenHolder;
import io.rangeswarm.tracker.core.swarm.Transferred;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** What H2's rows do not say yet is seen all the same, and survives the process. */
class HoldingJournalTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int PEERS = 40;

    @TempDir
    Path folder;

    private final Manifest hundred = manifest(100, "hundred");
    private HikariDataSource dataSource;
    private JdbcTemplate template;
    private JdbcSwarmStore store;

    @BeforeEach
    void openAndFill() {
        open();
        store.change(changes -> {
            for (int number = 1; number <= PEERS; number++) {
                changes.addPeer(peer(number), token(number).hash(), profile(number), NOW.plusSeconds(30));
                changes.putHoldings(peer(number), List.of(shared("hundred", hundred, 0)));
            }
            return 0;
        });
    }

    private void open() {
        dataSource = new HikariDataSource();
        dataSource.setJdbcUrl("jdbc:h2:file:" + folder.resolve("tracker")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0");
        Flyway.configure().dataSource(dataSource).load().migrate();
        template = new JdbcTemplate(dataSource);
        store = new JdbcSwarmStore(template, new JdbcTransactionManager(dataSource), new Random(1));
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    private void reopen() {
        close();
        open();
    }

    /** All peers come to hold the chunk in one transaction: too many rows to write at once. */
    private void allHold(int chunk) {
        store.change(changes -> {
            for (int number = 1; number <= PEERS; number++) {
                ChunkSet held = changes.holding(peer(number), hundred.fileId()).orElseThrow();
                changes.updateHolding(peer(number), hundred.fileId(), held.with(chunk));
            }
            return 0;
        });
    }

    private long journalRows() {
        return Objects.requireNonNull(template.queryForObject(
                "select (select count(*) from holding_journal) + (select count(*) from holding_journal_2)",
                Long.class));
    }

    private long rowsWithCount(int held) {
        return Objects.requireNonNull(
                template.queryForObject("select count(*) from holding where held_count = ?", Long.class, held));
    }

    private ChunkSet held(int number) {
        return store.change(
                changes -> changes.holding(peer(number), hundred.fileId()).orElseThrow());
    }

    private void workOffAll() {
        boolean more = true;
        while (more) {
            more = store.backlog().workOff();
        }
    }

    @Test
    void manyChangesAreOneRowAndSeenAtOnce() {
        allHold(7);

        assertThat(journalRows()).isOne();
        assertThat(rowsWithCount(1)).as("rows as they were").isEqualTo(PEERS);
        assertThat(held(3)).isEqualTo(ChunkSet.of(100, 0, 7));
        assertThat(store.sources(hundred.fileId(), Part.SOME, 0, 100, NOW))
                .hasSize(PEERS)
                .extracting(Source::held)
                .containsOnly(ChunkSet.of(100, 0, 7));
    }

    @Test
    void workingOffBringsItIntoTheRows() {
        allHold(7);
        allHold(8);

        workOffAll();

        assertThat(journalRows()).isZero();
        assertThat(rowsWithCount(3)).isEqualTo(PEERS);
        assertThat(held(3)).isEqualTo(ChunkSet.of(100, 0, 7, 8));
    }

    @Test
    void theNextProcessFindsIt() {
        allHold(7);
        allHold(8);

        reopen();

        assertThat(held(PEERS)).isEqualTo(ChunkSet.of(100, 0, 7, 8));
        assertThat(journalRows()).isZero();
        assertThat(rowsWithCount(3)).isEqualTo(PEERS);
    }

    @Test
    void theNextProcessFindsWhatWasSaidWhileRowsWereWritten() {
        allHold(7);
        assertThat(store.backlog().workOff())
                .as("the rows, not yet the journal")
                .isTrue();
        allHold(8);
        assertThat(journalRows()).isEqualTo(2);

        reopen();

        assertThat(held(PEERS)).isEqualTo(ChunkSet.of(100, 0, 7, 8));
        assertThat(journalRows()).isZero();
    }

    /** The two tables take turns: the older one is not always the first. */
    @Test
    void theSecondTurnIsReplayedInItsOrder() {
        allHold(7);
        workOffAll();
        allHold(8);
        assertThat(store.backlog().workOff()).isTrue();
        allHold(9);

        reopen();

        assertThat(held(PEERS)).isEqualTo(ChunkSet.of(100, 0, 7, 8, 9));
    }

    @Test
    void whatWasSaidBeforeANewRegistrationIsVoid() {
        allHold(7);
        store.change(changes -> {
            changes.putHoldings(peer(1), List.of(shared("hundred", hundred, 1)));
            changes.removeHolding(peer(2), hundred.fileId());
            changes.removePeer(peer(3));
            return 0;
        });

        assertThat(held(1)).isEqualTo(ChunkSet.of(100, 1));
        reopen();

        assertThat(held(1)).isEqualTo(ChunkSet.of(100, 1));
        assertThat(store.sources(hundred.fileId(), Part.SOME, 0, 100, NOW))
                .extracting(Source::peerId)
                .hasSize(PEERS - 2)
                .doesNotContain(peer(2), peer(3));
    }

    @Test
    void whoHasAllIsASeedAtOnce() {
        allHold(7);
        store.change(changes -> {
            changes.updateHolding(peer(1), hundred.fileId(), ChunkSet.all(100));
            return 0;
        });

        assertThat(store.seeds(hundred.fileId(), NOW)).isOne();
        reopen();
        assertThat(store.seeds(hundred.fileId(), NOW)).isOne();
        assertThat(held(1)).isEqualTo(ChunkSet.all(100));
    }

    @Test
    void manyLeasesAreRenewedNowAndWrittenBeforeTheirRowsLetThemEnd() {
        Instant later = NOW.plusSeconds(25);
        allRenew(later);

        assertThat(leaseInRow()).as("as it was").isEqualTo(NOW.plusSeconds(30));
        assertThat(store.removeExpired(NOW.plusSeconds(31))).isEmpty();
        Renewal renewal = store.change(
                changes -> changes.renew(peer(1), token(1).hash(), NOW.plusSeconds(40), NOW.plusSeconds(70), null));
        assertThat(renewal).isEqualTo(Renewal.RENEWED);

        assertThat(store.backlog().isPressing()).isTrue();
        workOffAll();
        assertThat(store.backlog().isPressing()).isFalse();
        assertThat(leaseInRow()).isEqualTo(NOW.plusSeconds(70));
        assertThat(store.removeExpired(later.plusSeconds(30))).hasSize(PEERS - 1);
    }

    @Test
    void whileTheirRowsRunLeasesAreNotWrittenButTold() {
        Instant later = NOW.plusSeconds(4);
        allRenew(later);

        workOffAll();

        assertThat(leaseInRow()).as("not worth a write yet").isEqualTo(NOW.plusSeconds(30));
        assertThat(store.findPeer(peer(1), later)).map(Peer::leaseUntil).contains(later.plusSeconds(30));
        assertThat(store.findByToken(token(1).hash(), later))
                .map(TokenHolder::leaseUntil)
                .contains(later.plusSeconds(30));
        assertThat(store.leechHolders(hundred.fileId(), 1, later))
                .extracting(Holder::leaseUntil)
                .containsExactly(later.plusSeconds(30));
    }

    @Test
    void aHeartbeatThatIsWrittenAtOnceIsNotUndoneByAnOlderLease() {
        allRenew(NOW.plusSeconds(25));
        Instant beat = NOW.plusSeconds(26);
        store.change(
                changes -> changes.renew(peer(1), token(1).hash(), beat, beat.plusSeconds(30), new Transferred(1, 2)));

        workOffAll();

        assertThat(leaseInRow()).isEqualTo(beat.plusSeconds(30));
    }

    private void allRenew(Instant when) {
        store.change(changes -> {
            for (int number = 1; number <= PEERS; number++) {
                changes.renew(peer(number), token(number).hash(), when, when.plusSeconds(30), null);
            }
            return 0;
        });
    }

    private Instant leaseInRow() {
        return Instant.ofEpochMilli(Objects.requireNonNull(
                template.queryForObject("select lease_until from peer where id = ?", Long.class, peer(1).value())));
    }

    @Test
    void aChangeThatIsUndoneIsForgotten() {
        allHold(7);
        try {
            store.change(changes -> {
                changes.updateHolding(peer(1), hundred.fileId(), ChunkSet.of(100, 55));
                changes.removeHoldings(peer(2));
                throw new IllegalStateException("half-way");
            });
        } catch (IllegalStateException undone) {
            assertThat(undone).hasMessage("half-way");
        }

        assertThat(held(1)).isEqualTo(ChunkSet.of(100, 0, 7));
        assertThat(held(2)).isEqualTo(ChunkSet.of(100, 0, 7));
    }

    @Test
    void whatIsReplacedBetweenTheLastRowAndTheEmptyingOfTheTableStaysReplaced() {
        allHold(7);
        while (rowsWithCount(2) < PEERS) {
            store.backlog().workOff();
        }
        assertThat(journalRows()).as("not yet emptied").isOne();
        store.change(changes -> {
            changes.putHoldings(peer(1), List.of(shared("hundred", hundred, 1)));
            return 0;
        });

        reopen();

        assertThat(held(1)).isEqualTo(ChunkSet.of(100, 1));
    }

    /** Against a model: what any mix of changes, slices of work and restarts leaves is what was said last. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void anyMixEndsWithWhatWasSaidLast(long seed) {
        Random random = new Random(seed);
        Map<Integer, ChunkSet> model = new HashMap<>();
        for (int number = 1; number <= PEERS; number++) {
            model.put(number, ChunkSet.of(100, 0));
        }
        for (int step = 0; step < 60; step++) {
            int what = random.nextInt(10);
            if (what == 0) {
                reopen();
            } else if (what < 4) {
                store.backlog().workOff();
            } else {
                changeSome(random, model);
            }
        }

        reopen();
        model.forEach((number, chunks) ->
                assertThat(held(number)).as("peer %s, seed %s", number, seed).isEqualTo(chunks));
    }

    private void changeSome(Random random, Map<Integer, ChunkSet> model) {
        boolean many = random.nextBoolean();
        store.change(changes -> {
            for (int i = 0; i < (many ? 30 : 3); i++) {
                int number = 1 + random.nextInt(PEERS);
                if (random.nextInt(10) == 0) {
                    changes.putHoldings(peer(number), List.of(shared("hundred", hundred, 1)));
                    model.put(number, ChunkSet.of(100, 1));
                } else {
                    ChunkSet held = changes.holding(peer(number), hundred.fileId())
                            .orElseThrow()
                            .with(random.nextInt(100));
                    changes.updateHolding(peer(number), hundred.fileId(), held);
                    model.put(number, held);
                }
            }
            return 0;
        });
    }
}
