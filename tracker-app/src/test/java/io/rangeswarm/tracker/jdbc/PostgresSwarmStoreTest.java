package io.rangeswarm.tracker.jdbc;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static io.rangeswarm.tracker.core.swarm.Samples.peer;
import static io.rangeswarm.tracker.core.swarm.Samples.profile;
import static io.rangeswarm.tracker.core.swarm.Samples.shared;
import static io.rangeswarm.tracker.core.swarm.Samples.token;
import static io.rangeswarm.tracker.core.swarm.Samples.whole;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.tracker.TestPostgres;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.SwarmStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract on PostgreSQL, and what two trackers do to each other there: each has a store and connections of its own. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostgresSwarmStoreTest extends DatabaseContract {

    private final String url = TestPostgres.newDatabase() + "?user=postgres";

    private HikariDataSource otherPool;
    private SwarmStore other;

    @Override
    String url() {
        return url;
    }

    @Override
    String[] migrations() {
        return new String[] {"classpath:db/migration", "classpath:db/postgresql"};
    }

    @BeforeEach
    void openAnotherTrackers() {
        otherPool = pool();
        other = storeOn(otherPool);
    }

    @AfterEach
    void closeAnotherTrackers() {
        otherPool.close();
    }

    private SwarmStore storeOf(int number) {
        return number % 2 == 0 ? store() : other;
    }

    private void add(SwarmStore store, int number) {
        store.change(changes -> {
            changes.addPeer(peer(number), token(number).hash(), profile(9000 + number), NOW.plusSeconds(30));
            return 0;
        });
    }

    @Test
    void cleanUpOfOneTrackerNeverTakesAFileThatTheOtherRegisters() throws Exception {
        Manifest file = manifest(3, "comes and goes");
        add(store(), 1);

        for (int round = 0; round < 100; round++) {
            inParallel(List.of(
                    () -> store().change(changes -> {
                        changes.putHoldings(peer(1), List.of(whole("x", file)));
                        return 0;
                    }),
                    other::removeUnheldFiles,
                    other::removeUnheldFiles));
            assertThat(catalog().manifest(file.fileId(), NOW))
                    .as("round " + round)
                    .contains(file);
            store().change(changes -> changes.removeHolding(peer(1), file.fileId()));
        }
    }

    @Test
    void cleanUpPassesOverAFileThatIsBeingRegistered() throws Exception {
        Manifest file = manifest(3, "unheld");
        add(store(), 1);
        store().change(changes -> {
            changes.putHoldings(peer(1), List.of(whole("x", file)));
            return changes.removeHolding(peer(1), file.fileId());
        });
        CountDownLatch registered = new CountDownLatch(1);
        CountDownLatch cleaned = new CountDownLatch(1);

        inParallel(List.of(
                () -> store().change(changes -> {
                    changes.putHoldings(peer(1), List.of(whole("x", file)));
                    registered.countDown();
                    return await(cleaned);
                }),
                () -> {
                    await(registered);
                    int removed = other.removeUnheldFiles();
                    cleaned.countDown();
                    return assertThat(removed).isZero();
                }));

        assertThat(catalog().manifest(file.fileId(), NOW)).contains(file);
        assertThat(other.removeUnheldFiles()).isZero();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void twoCleanUpsAtOnceRemoveEachFileOnce() throws Exception {
        add(store(), 1);
        store().change(changes -> {
            changes.putHoldings(
                    peer(1),
                    IntStream.range(0, 300)
                            .mapToObj(i -> whole("f" + i, manifest(1, "f" + i)))
                            .toList());
            changes.removePeer(peer(1));
            return 0;
        });

        List<Integer> removed = inParallel(List.of(store()::removeUnheldFiles, other::removeUnheldFiles));

        assertThat(removed.get(0) + removed.get(1)).isEqualTo(300);
        assertThat(count("file") + count("file_hashes")).isZero();
    }

    @Test
    void eachExpiredPeerIsRemovedByOneTracker() throws Exception {
        for (int number = 1; number <= 200; number++) {
            add(store(), number);
        }

        List<List<PeerId>> removed = inParallel(List.of(
                () -> store().removeExpired(NOW.plusSeconds(30)), () -> other.removeExpired(NOW.plusSeconds(30))));

        List<PeerId> all = new ArrayList<>(removed.get(0));
        all.addAll(removed.get(1));
        assertThat(all).hasSize(200).doesNotHaveDuplicates();
        assertThat(count("peer")).isZero();
    }

    @Test
    void mergesOverTwoTrackersLoseNoChunk() throws Exception {
        Manifest hundred = manifest(100, "hundred");
        add(store(), 1);
        other.change(changes -> {
            changes.putHoldings(peer(1), List.of(shared("hundred", hundred)));
            return 0;
        });

        inParallel(IntStream.range(0, 100)
                .<Callable<Object>>mapToObj(index -> () -> storeOf(index).change(changes -> {
                    changes.renew(peer(1), token(1).hash(), NOW, NOW.plusSeconds(30), null);
                    ChunkSet held = changes.holding(peer(1), hundred.fileId()).orElseThrow();
                    changes.updateHolding(peer(1), hundred.fileId(), held.with(index));
                    return index;
                }))
                .toList());

        assertThat(store().seeds(hundred.fileId(), NOW)).isOne();
    }

    @Test
    void newFilesInOppositeOrderDoNotKeepTwoTrackersWaitingForEachOther() throws Exception {
        Manifest one = manifest(3, "one");
        Manifest two = manifest(3, "two");
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch halfWay = new CountDownLatch(2);

        inParallel(List.of(
                () -> registerBoth(store(), 1, one, two, runs, halfWay),
                () -> registerBoth(other, 3, two, one, runs, halfWay)));

        assertThat(runs).as("no transaction had to be run again").hasValue(2);
        assertThat(store().seeds(one.fileId(), NOW)).isEqualTo(2);
        assertThat(store().seeds(two.fileId(), NOW)).isEqualTo(2);
    }

    /** Two peers in one transaction, as calls that come together share one. */
    private int registerBoth(
            SwarmStore store, int peer, Manifest first, Manifest then, AtomicInteger runs, CountDownLatch halfWay) {
        add(store, peer);
        add(store, peer + 1);
        return store.change(changes -> {
            runs.incrementAndGet();
            changes.putHoldings(peer(peer), List.of(whole("same name", first)));
            halfWay.countDown();
            await(halfWay);
            changes.putHoldings(peer(peer + 1), List.of(whole("same name", then)));
            return 0;
        });
    }

    private static <T> List<T> inParallel(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(tasks)) {
                results.add(done.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
