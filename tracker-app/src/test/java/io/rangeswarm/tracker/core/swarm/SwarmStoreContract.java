package io.rangeswarm.tracker.core.swarm;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static io.rangeswarm.tracker.core.swarm.Samples.peer;
import static io.rangeswarm.tracker.core.swarm.Samples.profile;
import static io.rangeswarm.tracker.core.swarm.Samples.shared;
import static io.rangeswarm.tracker.core.swarm.Samples.token;
import static io.rangeswarm.tracker.core.swarm.Samples.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.tracker.core.catalog.Catalog;
import io.rangeswarm.tracker.core.catalog.FileOrder;
import io.rangeswarm.tracker.core.catalog.FileQuery;
import io.rangeswarm.tracker.core.catalog.LeechProgress;
import io.rangeswarm.tracker.core.catalog.ListedFile;
import io.rangeswarm.tracker.core.catalog.PageSlice;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Part;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Renewal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of the swarm, with the catalog that reads from it, must do. */
public abstract class SwarmStoreContract {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(30);
    private static final PageSlice ALL = new PageSlice(0, 100);

    private final Manifest two = manifest(2, "two");
    private final Manifest ten = manifest(10, "ten");

    /** The store under test, empty before each test. */
    protected abstract SwarmStore store();

    /** Reads what the store keeps. */
    protected abstract Catalog catalog();

    private void add(int number, SharedFile... files) {
        add(number, LATER, files);
    }

    private void add(int number, Instant leaseUntil, SharedFile... files) {
        store().change(changes -> {
            changes.addPeer(peer(number), token(number).hash(), profile(9000 + number), leaseUntil);
            changes.putHoldings(peer(number), List.of(files));
            return number;
        });
    }

    private List<String> names(FileQuery query) {
        return catalog().list(query, NOW).items().stream()
                .map(file -> file.names().get(0))
                .toList();
    }

    private static FileQuery all(String order) {
        return new FileQuery(null, null, FileOrder.parse(order), ALL);
    }

    @Test
    void listsAFileWithItsSwarm() {
        add(1, whole("ten", ten));
        add(2, shared("ten too", ten, 0, 1));
        add(3, shared("ten", ten));

        ListedFile file = catalog().find(ten.fileId(), NOW).orElseThrow();

        assertThat(file)
                .isEqualTo(new ListedFile(
                        ten.fileId(),
                        ten.layout(),
                        ten.globalHash(),
                        List.of("ten", "ten too"),
                        1,
                        2,
                        1,
                        new LeechProgress(List.of(1L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L))));
        assertThat(catalog().list(all("name"), NOW).items()).containsExactly(file);
    }

    @Test
    void tellsWhoHoldsAFileWithAllThatPeopleMaySee() {
        add(1, whole("ten", ten));
        add(2, shared("ten", ten, 0, 1));
        add(3, shared("ten", ten));
        add(4, NOW, shared("ten", ten, 5));
        store().change(changes -> changes.renew(peer(2), token(2).hash(), NOW, LATER, new Transferred(7, 9)));

        assertThat(store().seedHolders(ten.fileId(), 10, NOW))
                .containsExactly(new Holder(peer(1), profile(9001), LATER, new Transferred(0, 0), ChunkSet.all(10)));
        assertThat(store().leechHolders(ten.fileId(), 10, NOW))
                .containsExactly(
                        new Holder(peer(3), profile(9003), LATER, new Transferred(0, 0), ChunkSet.none(10)),
                        new Holder(peer(2), profile(9002), LATER, new Transferred(7, 9), ChunkSet.of(10, 0, 1)));
        assertThat(store().leechHolders(ten.fileId(), 1, NOW))
                .extracting(Holder::peerId)
                .containsExactly(peer(3));
        assertThat(store().seedHolders(two.fileId(), 10, NOW)).isEmpty();
    }

    @Test
    void availabilityIsTheRarestChunksCopies() {
        add(1, shared("two", two, 0));
        add(2, shared("two", two, 0, 0));
        assertThat(catalog().find(two.fileId(), NOW).orElseThrow().availability())
                .isZero();

        add(3, shared("two", two, 1));
        assertThat(catalog().find(two.fileId(), NOW).orElseThrow().availability())
                .isOne();
    }

    @Test
    void anEmptyFileIsHeldWholeByAllItsHolders() {
        Manifest empty = manifest(0, "empty");
        add(1, shared("empty", empty));

        assertThat(catalog().find(empty.fileId(), NOW).orElseThrow().availability())
                .isOne();
        assertThat(store().sources(empty.fileId(), Part.WHOLE, 0, 10, NOW)).hasSize(1);
        assertThat(catalog().manifest(empty.fileId(), NOW)).contains(empty);
    }

    @Test
    void keepsTheLargestManifest() {
        Manifest largest = largest();
        add(1, whole("1 TiB", largest));

        assertThat(catalog().manifest(largest.fileId(), NOW)).contains(largest);
    }

    private static Manifest largest() {
        byte[] hashes = new byte[ChunkLayout.CHUNK_COUNT_MAX * 32];
        IntStream.range(0, hashes.length).forEach(i -> hashes[i] = (byte) (i * 31 + i / 7));
        return new Manifest(new ChunkLayout(ChunkLayout.LENGTH_MAX), Samples.hash("largest"), hashes);
    }

    @Test
    void sortsSearchesAndPages() {
        add(1, whole("Beta_1", two), whole("alpha%", ten));
        add(2, whole("Beta_1", two));

        assertThat(names(all("length"))).containsExactly("Beta_1", "alpha%");
        assertThat(names(all("-length"))).containsExactly("alpha%", "Beta_1");
        assertThat(names(all("-seeds"))).containsExactly("Beta_1", "alpha%");
        assertThat(names(all("-availability"))).containsExactly("Beta_1", "alpha%");
        assertThat(names(all("leeches"))).hasSize(2);
        assertThat(names(new FileQuery("BETA", null, FileOrder.BY_NAME, ALL))).containsExactly("Beta_1");
        assertThat(names(new FileQuery(null, ten.globalHash(), FileOrder.BY_NAME, ALL)))
                .containsExactly("alpha%");
        assertThat(names(new FileQuery(null, null, FileOrder.parse("length"), new PageSlice(1, 1))))
                .containsExactly("alpha%");
        assertThat(catalog()
                        .list(new FileQuery(null, null, FileOrder.BY_NAME, new PageSlice(0, 1)), NOW)
                        .total())
                .isEqualTo(2);
    }

    @Test
    void wildcardsInASearchAreOrdinaryLetters() {
        add(1, whole("a_b", two), whole("axb 100%!", ten));

        assertThat(names(new FileQuery("a_b", null, FileOrder.BY_NAME, ALL))).containsExactly("a_b");
        assertThat(names(new FileQuery("%", null, FileOrder.BY_NAME, ALL))).containsExactly("axb 100%!");
        assertThat(names(new FileQuery("%!", null, FileOrder.BY_NAME, ALL))).containsExactly("axb 100%!");
    }

    @Test
    void peersPastTheirLeaseDoNotCount() {
        add(1, NOW, whole("gone", two));
        add(2, NOW.plusMillis(1), shared("live", two, 0));

        ListedFile file = catalog().find(two.fileId(), NOW).orElseThrow();

        assertThat(file.seeds()).isZero();
        assertThat(file.names()).containsExactly("live");
        assertThat(store().findPeer(peer(1), NOW)).isEmpty();
        assertThat(store().findByToken(token(1).hash(), NOW)).isEmpty();
        assertThat(store().peers(ALL, NOW).items()).extracting(Peer::id).containsExactly(peer(2));
        assertThat(store().sources(two.fileId(), Part.WHOLE, 0, 10, NOW)).isEmpty();
        assertThat(catalog().find(two.fileId(), NOW.plusMillis(1))).isEmpty();
    }

    @Test
    void removesExpiredPeersAndThenTheirFiles() {
        add(1, NOW, whole("gone", two));
        add(2, whole("stays", ten));

        assertThat(store().removeExpired(NOW)).containsExactly(peer(1));
        assertThat(store().removeExpired(NOW)).isEmpty();
        assertThat(store().removeUnheldFiles()).isOne();
        assertThat(store().removeUnheldFiles()).isZero();
        assertThat(catalog().manifest(ten.fileId(), NOW)).contains(ten);

        add(3, whole("back", two));
        assertThat(catalog().manifest(two.fileId(), NOW)).contains(two);
    }

    @Test
    void renewsOnlyForALivePeersOwnToken() {
        add(1);
        add(2, NOW);

        assertThat(renew(1, 1)).isEqualTo(Renewal.RENEWED);
        assertThat(renew(1, 2)).isEqualTo(Renewal.WRONG_TOKEN);
        assertThat(renew(2, 2)).isEqualTo(Renewal.UNKNOWN_PEER);
        assertThat(renew(3, 3)).isEqualTo(Renewal.UNKNOWN_PEER);
        Peer renewed = store().findPeer(peer(1), NOW).orElseThrow();
        assertThat(renewed.leaseUntil()).isEqualTo(LATER.plusSeconds(5));
        assertThat(renewed.transferred()).isEqualTo(new Transferred(7, 8));
    }

    private Renewal renew(int number, int token) {
        return store().change(changes ->
                changes.renew(peer(number), token(token).hash(), NOW, LATER.plusSeconds(5), new Transferred(7, 8)));
    }

    @Test
    void keepsALongerLeaseThatWasPromised() {
        add(1);
        store().change(changes -> {
            changes.promiseLease(peer(1), Duration.ofMinutes(4));
            return 0;
        });

        assertThat(renew(1, 1)).isEqualTo(Renewal.RENEWED);
        assertThat(store().findPeer(peer(1), NOW).orElseThrow().leaseUntil()).isEqualTo(NOW.plusSeconds(240));
        store().extendLeases(LATER, LATER.plusSeconds(30));
        assertThat(store().findPeer(peer(1), NOW).orElseThrow().leaseUntil()).isEqualTo(LATER.plusSeconds(240));

        store().change(changes -> {
            changes.promiseLease(peer(1), Duration.ZERO);
            changes.renew(peer(1), token(1).hash(), LATER, LATER.plusSeconds(300), null);
            return 0;
        });
        assertThat(store().findPeer(peer(1), NOW).orElseThrow().leaseUntil()).isEqualTo(LATER.plusSeconds(300));
    }

    @Test
    void registeringAgainReplacesTheChunksAndAddsTheName() {
        add(1, shared("old", ten, 1, 2));

        store().change(changes -> {
            changes.putHoldings(peer(1), List.of(shared("new", ten, 3)));
            return 0;
        });

        assertThat(held(1)).isEqualTo(ChunkSet.of(10, 3));
        assertThat(catalog().find(ten.fileId(), NOW).orElseThrow().names()).containsExactly("new", "old");
    }

    private ChunkSet held(int number) {
        return store().change(
                        changes -> changes.holding(peer(number), ten.fileId()).orElseThrow());
    }

    @Test
    void oneBatchMayNameTheSameBytesTwice() {
        add(1, shared("a", ten, 1), shared("b", ten, 2));

        assertThat(held(1)).isEqualTo(ChunkSet.of(10, 1, 2));
        assertThat(catalog().find(ten.fileId(), NOW).orElseThrow().names()).containsExactly("a", "b");
        assertThat(store().findPeer(peer(1), NOW).orElseThrow().files()).isOne();
    }

    @Test
    void aThrowUndoesTheWholeChange() {
        add(1, shared("ten", ten, 1));

        assertThatThrownBy(() -> store().change(changes -> {
                    changes.updateHolding(peer(1), ten.fileId(), ChunkSet.all(10));
                    changes.putHoldings(peer(1), List.of(whole("two", two)));
                    throw new IllegalStateException("half-way");
                }))
                .hasMessage("half-way");

        assertThat(held(1)).isEqualTo(ChunkSet.of(10, 1));
        assertThat(catalog().find(two.fileId(), NOW)).isEmpty();
    }

    @Test
    void leavingAndUnsharingTakeHoldingsAway() {
        add(1, whole("ten", ten), whole("two", two));
        add(2, whole("ten", ten));

        assertThat(unshare(1)).isTrue();
        assertThat(unshare(1)).isFalse();
        assertThat(catalog().find(two.fileId(), NOW)).isEmpty();

        store().change(changes -> {
            changes.removePeer(peer(1));
            return 0;
        });
        assertThat(store().findPeer(peer(1), NOW)).isEmpty();
        assertThat(catalog().find(ten.fileId(), NOW).orElseThrow().seeds()).isOne();
    }

    private boolean unshare(int number) {
        return store().change(changes -> changes.removeHolding(peer(number), two.fileId()));
    }

    @Test
    void sourcesGoOnceAroundTheRing() {
        for (int number = 1; number <= 7; number++) {
            add(number, shared("ten", ten, number));
        }

        for (int from : new int[] {Integer.MIN_VALUE, -1, 0, 1_000_000_000, Integer.MAX_VALUE}) {
            assertThat(store().sources(ten.fileId(), Part.SOME, from, 100, NOW))
                    .extracting(Source::peerId)
                    .doesNotHaveDuplicates()
                    .hasSize(7);
            assertThat(store().sources(ten.fileId(), Part.SOME, from, 3, NOW)).hasSize(3);
        }
        List<Source> partial = new ArrayList<>();
        store().forEachPartial(ten.fileId(), NOW, partial::add);
        assertThat(partial).hasSize(7);
        assertThat(store().seeds(ten.fileId(), NOW)).isZero();
    }

    @Test
    void extendsLeasesButShortensNoneAndRevivesNobody() {
        add(1, NOW.plusMillis(1));
        add(2, LATER.plusSeconds(60));
        add(3, NOW);

        store().extendLeases(NOW, LATER);

        assertThat(store().findPeer(peer(1), NOW).orElseThrow().leaseUntil()).isEqualTo(LATER);
        assertThat(store().findPeer(peer(3), NOW)).isEmpty();
        assertThat(store().findPeer(peer(2), NOW).orElseThrow().leaseUntil()).isEqualTo(LATER.plusSeconds(60));
    }

    @Test
    void manyPeersRegisterTheSameFilesAtOnce() throws Exception {
        List<SharedFile> files = IntStream.range(0, 50)
                .mapToObj(i -> whole("f" + i, manifest(3, "f" + i)))
                .toList();
        List<SharedFile> reversed = new ArrayList<>(files);
        Collections.reverse(reversed);

        inParallel(IntStream.range(1, 9)
                .<Callable<Object>>mapToObj(number -> () -> {
                    add(number, (number % 2 == 0 ? files : reversed).toArray(SharedFile[]::new));
                    return store().removeUnheldFiles();
                })
                .toList());

        assertThat(catalog().list(all("name"), NOW).items()).hasSize(50).allMatch(file -> file.seeds() == 8);
        assertThat(catalog().manifest(files.get(0).fileId(), NOW))
                .contains(files.get(0).manifest());
    }

    @Test
    void concurrentMergesLoseNoChunk() throws Exception {
        Manifest hundred = manifest(100, "hundred");
        add(1, shared("hundred", hundred));

        inParallel(IntStream.range(0, 100)
                .<Callable<Object>>mapToObj(index -> () -> store().change(changes -> {
                    changes.renew(peer(1), token(1).hash(), NOW, LATER, null);
                    ChunkSet held = changes.holding(peer(1), hundred.fileId()).orElseThrow();
                    changes.updateHolding(peer(1), hundred.fileId(), held.with(index));
                    return index;
                }))
                .toList());

        assertThat(store().seeds(hundred.fileId(), NOW)).isOne();
    }

    @Test
    void leavingWhileRegisteringLeavesNothingBehind() throws Exception {
        for (int round = 1; round <= 10; round++) {
            int number = round;
            add(number);
            inParallel(List.of(
                    () -> store().change(changes -> {
                        if (changes.renew(peer(number), token(number).hash(), NOW, LATER, null) == Renewal.RENEWED) {
                            changes.putHoldings(peer(number), List.of(whole("ten", ten), whole("two", two)));
                        }
                        return 0;
                    }),
                    () -> store().change(changes -> {
                        changes.renew(peer(number), token(number).hash(), NOW, LATER, null);
                        changes.removePeer(peer(number));
                        return 0;
                    })));
        }

        assertThat(store().peers(ALL, NOW).items()).isEmpty();
        store().removeUnheldFiles();
        add(99, shared("ten", ten, 0));
        assertThat(catalog().list(all("name"), NOW).items()).hasSize(1);
        assertThat(catalog().find(ten.fileId(), NOW).orElseThrow().seeds()).isZero();
    }

    private static void inParallel(List<Callable<Object>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<Object> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
