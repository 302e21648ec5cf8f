package io.rangeswarm.peer.core.download;

import static io.rangeswarm.peer.core.store.TestFile.CHUNK;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.exchange.Contacts;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.limit.Bandwidth;
import io.rangeswarm.peer.core.limit.DownloadLimit;
import io.rangeswarm.peer.core.limit.Limits;
import io.rangeswarm.peer.core.limit.TransferLimits;
import io.rangeswarm.peer.core.store.DiskFullException;
import io.rangeswarm.peer.core.store.PartFile;
import io.rangeswarm.peer.core.store.PromisedSpace;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.FakeTracker;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownloadsTest {

    private static final TestFile FILE = TestFile.of(3, 7 * CHUNK + 100);
    private static final FileName NAME = new FileName("data/file.bin");
    private static final PeerEndpoint A = new PeerEndpoint("http://10.0.0.1:9090");
    private static final PeerEndpoint B = new PeerEndpoint("http://10.0.0.2:9090");

    @TempDir
    private Path temp;

    private final FakeTracker tracker = new FakeTracker();
    private final FakeSwarm swarm = new FakeSwarm();
    private final TestThreads threads = new TestThreads();
    private final Misconduct misconduct = new Misconduct(InstantSource.system());
    private InstantSource clock = InstantSource.system();
    private final Holdings holdings = new Holdings();
    private FakeLibrary library = new FakeLibrary(Path.of("."));

    @BeforeEach
    void openLibrary() {
        library = new FakeLibrary(temp);
    }

    private Downloads downloads() {
        return downloads(4);
    }

    private Downloads downloads(int activeMax) {
        DownloadSettings settings =
                new DownloadSettings(activeMax, new FetchLimits(8, 4), Duration.ofMillis(20), Duration.ofMillis(50));
        AtomicInteger seeds = new AtomicInteger();
        return new Downloads(new DownloadContext(
                tracker,
                swarm,
                swarm,
                DownloadLimit.none(),
                library,
                holdings,
                new Contacts(clock, new Random(1)),
                settings,
                Optional::empty,
                endpoint -> false,
                OptionalInt::empty,
                clock,
                threads,
                () -> new Random(seeds.incrementAndGet()),
                misconduct,
                new PromisedSpace()));
    }

    private void seedAt(PeerEndpoint endpoint, TestFile file) {
        tracker.locate(file.manifest(), Map.of(endpoint, ChunkSet.all(file.chunkCount())));
        swarm.put(endpoint, FakeSwarm.honest(file));
    }

    private Path fileAt(String name) {
        return temp.resolve(name);
    }

    private Path folderOf(TestFile file) {
        return library.downloadsFolder().resolve(file.fileId().hex());
    }

    /** A peer that sends so many chunks and then goes silent; the latch tells when it has. */
    private CountDownLatch sendsOnly(int chunks, PeerEndpoint endpoint, TestFile file) {
        CountDownLatch sent = new CountDownLatch(chunks);
        AtomicInteger left = new AtomicInteger(chunks);
        swarm.put(endpoint, (store, index, cancellation) -> {
            if (left.getAndDecrement() <= 0) {
                return FakeSwarm.silent().answer(store, index, cancellation);
            }
            FetchResult result = FakeSwarm.send(store, index, file.chunk(index));
            sent.countDown();
            return result;
        });
        return sent;
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void bringsTheRightBytesUnderTheFinalName() throws Exception {
        seedAt(A, FILE);
        Download download = downloads().start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();

        DownloadProgress progress = download.progress();
        assertThat(progress.state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(progress.path()).contains(fileAt("data/file.bin"));
        assertThat(progress.heldBytes()).isEqualTo(FILE.bytes().length);
        assertThat(progress.fetchedBytes()).isEqualTo(FILE.bytes().length);
        assertThat(Files.readAllBytes(fileAt("data/file.bin"))).isEqualTo(FILE.bytes());
        assertThat(library.adopted).containsOnly(Map.entry(NAME, FILE.manifest()));
        assertThat(folderOf(FILE)).doesNotExist();
        assertThat(holdings.find(FILE.fileId())).as("the part file's").isEmpty();
        assertThat(swarm.requestedChunks()).hasSize(8).doesNotHaveDuplicates();
    }

    @Test
    void startsAtOnceWithoutWaitingForAnySchedule() throws Exception {
        Instant still = Instant.parse("2026-01-01T00:00:00Z");
        clock = () -> still; // nothing that is to happen later ever does
        seedAt(A, FILE);

        Download download = downloads().start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();

        assertThat(download.state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(tracker.calls()).containsExactly("manifest", "locations");
    }

    @Test
    void servesWhatItHasWhileItFetches() throws Exception {
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(8)));
        CountDownLatch three = new CountDownLatch(3);
        holdings.addListener(new Holdings.Listener() {
            @Override
            public void held(Holding holding) {
                if (!holding.held().isEmpty()) {
                    three.countDown();
                }
            }

            @Override
            public void withdrawn(FileId fileId) {}
        });
        sendsOnly(3, A, FILE);
        Downloads downloads = downloads();
        Download download = downloads.start(FILE.fileId(), Optional.of(NAME));
        await(three);

        Holding holding = holdings.find(FILE.fileId()).orElseThrow();
        assertThat(holding.held().size()).isEqualTo(3);
        assertThat(holding.verifiedPath()).isPresent();
        assertThat(download.progress().heldChunks()).isEqualTo(3);
        assertThat(downloads.knownPeers(FILE.fileId())).hasSize(1);
        downloads.shutDown();
    }

    @Test
    void theNextProcessFetchesOnlyWhatIsMissing() throws Exception {
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(8)));
        CountDownLatch three = sendsOnly(3, A, FILE);
        Downloads first = downloads();
        first.start(FILE.fileId(), Optional.of(NAME));
        await(three);
        first.shutDown();
        int before = swarm.requests.size();
        swarm.put(A, FakeSwarm.honest(FILE));

        Downloads second = downloads();
        second.recover();
        threads.awaitIdle();

        assertThat(swarm.requests.size() - before).isEqualTo(5);
        assertThat(second.find(FILE.fileId()).orElseThrow().progress().path()).contains(fileAt("data/file.bin"));
        assertThat(Files.readAllBytes(fileAt("data/file.bin"))).isEqualTo(FILE.bytes());
    }

    @Test
    void pausesAndResumes() throws Exception {
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(8)));
        CountDownLatch two = sendsOnly(2, A, FILE);
        Downloads downloads = downloads();
        Download download = downloads.start(FILE.fileId(), Optional.of(NAME));
        await(two);
        downloads.pause(download);
        threads.awaitIdle();
        assertThat(download.progress().state()).isEqualTo(DownloadState.PAUSED);
        assertThat(download.progress().heldChunks()).isEqualTo(2);
        assertThat(downloads.start(FILE.fileId(), Optional.empty())).isSameAs(download);

        swarm.put(A, FakeSwarm.honest(FILE));
        assertThat(downloads.resume(download)).isTrue();
        threads.awaitIdle();

        assertThat(download.progress().state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(downloads.resume(download)).isFalse();
        assertThat(Files.readAllBytes(fileAt("data/file.bin"))).isEqualTo(FILE.bytes());
    }

    @Test
    void staysPausedInTheNextProcess() throws Exception {
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(8)));
        CountDownLatch two = sendsOnly(2, A, FILE);
        Downloads first = downloads();
        Download download = first.start(FILE.fileId(), Optional.of(NAME));
        await(two);
        first.pause(download);
        threads.awaitIdle();
        first.shutDown();
        swarm.put(A, FakeSwarm.honest(FILE));

        Downloads second = downloads();
        second.recover();
        threads.awaitIdle();
        Download again = second.find(FILE.fileId()).orElseThrow();
        assertThat(again.progress().state()).isEqualTo(DownloadState.PAUSED);

        assertThat(second.resume(again)).isTrue();
        threads.awaitIdle();
        assertThat(again.progress().state()).isEqualTo(DownloadState.COMPLETE);
    }

    @Test
    void cancelLeavesNothingAndItCanBeStartedAgain() throws Exception {
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(8)));
        CountDownLatch two = sendsOnly(2, A, FILE);
        Downloads downloads = downloads();
        Download download = downloads.start(FILE.fileId(), Optional.of(NAME));
        await(two);
        downloads.cancel(download);
        threads.awaitIdle();

        assertThat(download.progress().state()).isEqualTo(DownloadState.CANCELLED);
        assertThat(folderOf(FILE)).doesNotExist();
        assertThat(fileAt("data/file.bin")).doesNotExist();
        assertThat(holdings.all()).isEmpty();

        swarm.put(A, FakeSwarm.honest(FILE));
        Download again = downloads.start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();
        assertThat(again).isNotSameAs(download);
        assertThat(again.progress().state()).isEqualTo(DownloadState.COMPLETE);
    }

    @Test
    void cancelsAPausedOneAndOneThatWaitsForItsTurn() throws Exception {
        TestFile other = TestFile.of(4, 100);
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(8)));
        seedAt(B, other);
        CountDownLatch two = sendsOnly(2, A, FILE);
        Downloads downloads = downloads(1);
        Download first = downloads.start(FILE.fileId(), Optional.of(NAME));
        Download waiting = downloads.start(other.fileId(), Optional.of(new FileName("other")));
        await(two);
        downloads.cancel(waiting);
        assertThat(waiting.progress().state()).isEqualTo(DownloadState.CANCELLED);
        downloads.pause(first);
        threads.awaitIdle();
        downloads.cancel(first);

        assertThat(first.progress().state()).isEqualTo(DownloadState.CANCELLED);
        assertThat(folderOf(FILE)).doesNotExist();
        assertThat(fileAt("other")).doesNotExist();
        assertThat(downloads.unfinished()).isZero();
    }

    @Test
    void cancelsWhatAnEarlierProcessLeftBeforeItsTurnCame() throws Exception {
        leave(FILE, 1);
        TestFile busy = TestFile.of(9, 100);
        tracker.locate(busy.manifest(), Map.of(A, ChunkSet.all(1)));
        swarm.put(A, FakeSwarm.silent());
        Downloads downloads = downloads(1);
        Download blocking = downloads.start(busy.fileId(), Optional.of(new FileName("busy")));
        downloads.recover();
        Download left = downloads.find(FILE.fileId()).orElseThrow();

        downloads.cancel(left);

        assertThat(left.progress().state()).isEqualTo(DownloadState.CANCELLED);
        assertThat(folderOf(FILE)).doesNotExist();
        downloads.cancel(blocking);
        threads.awaitIdle();
    }

    @Test
    void pausesWhatAnEarlierProcessLeftBeforeItsTurnCame() throws Exception {
        leave(FILE, 1);
        TestFile busy = TestFile.of(9, 100);
        tracker.locate(busy.manifest(), Map.of(A, ChunkSet.all(1)));
        swarm.put(A, FakeSwarm.silent());
        Downloads downloads = downloads(1);
        downloads.start(busy.fileId(), Optional.of(new FileName("busy")));
        downloads.recover();
        Download left = downloads.find(FILE.fileId()).orElseThrow();

        downloads.pause(left);

        assertThat(left.progress().state()).isEqualTo(DownloadState.PAUSED);
        try (PartFile part = PartFile.reopen(folderOf(FILE)).orElseThrow()) {
            assertThat(part.isPaused()).isTrue();
        }
        downloads.shutDown();
    }

    private void leave(TestFile file, int chunks) throws IOException {
        try (PartFile part = PartFile.create(folderOf(file), NAME, file.manifest())) {
            for (int index = 0; index < chunks; index++) {
                TestFile.write(part, index, file.chunk(index));
            }
        }
    }

    @Test
    void aFalseManifestFailsAndNothingIsPublished() throws Exception {
        TestFile lying = TestFile.withFalseGlobalHash(6, 2 * CHUNK);
        seedAt(A, lying);
        Download download = downloads().start(lying.fileId(), Optional.of(NAME));
        threads.awaitIdle();

        assertThat(download.progress().state()).isEqualTo(DownloadState.FAILED);
        assertThat(download.progress().failure().orElseThrow().kind()).isEqualTo(DownloadFailure.Kind.HASH_MISMATCH);
        assertThat(fileAt("data/file.bin")).doesNotExist();
        assertThat(folderOf(lying)).doesNotExist();
        assertThat(library.adopted).isEmpty();
    }

    @Test
    void takesAnotherNameWhereOtherContentHasItsOwn() throws Exception {
        Files.createDirectories(fileAt("data"));
        Files.writeString(fileAt("data/file.bin"), "the user's");
        seedAt(A, FILE);
        Download download = downloads().start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();

        String suffixed = "data/file~" + FILE.fileId().abbreviated() + ".bin";
        assertThat(download.progress().name()).contains(new FileName(suffixed));
        assertThat(Files.readAllBytes(fileAt(suffixed))).isEqualTo(FILE.bytes());
        assertThat(fileAt("data/file.bin")).hasContent("the user's");
    }

    @Test
    void fetchesNothingWhenTheSameFileIsThere() throws Exception {
        Files.createDirectories(fileAt("data"));
        Files.write(fileAt("data/file.bin"), FILE.bytes());
        seedAt(A, FILE);
        Download download = downloads().start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();

        assertThat(download.progress().state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(swarm.requests).isEmpty();
        assertThat(library.adopted).containsKey(NAME);
    }

    @Test
    void copiesWhatIsSharedHereUnderAnotherName() throws Exception {
        Path elsewhere = Files.write(fileAt("elsewhere"), FILE.bytes());
        holdings.put(new WholeHolding(FILE.manifest(), new FileName("elsewhere"), elsewhere));
        tracker.goDown();
        Download download = downloads().start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();

        assertThat(download.progress().state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(Files.readAllBytes(fileAt("data/file.bin"))).isEqualTo(FILE.bytes());
        assertThat(swarm.requests).isEmpty();
        assertThat(holdings.find(FILE.fileId())).get().isInstanceOf(WholeHolding.class);
    }

    private record WholeHolding(Manifest manifest, FileName name, Path path) implements Holding {
        @Override
        public SortedSet<FileName> names() {
            SortedSet<FileName> names = new TreeSet<>((a, b) -> a.value().compareTo(b.value()));
            names.add(name);
            return names;
        }

        @Override
        public ChunkSet held() {
            return ChunkSet.all(manifest.layout().chunkCount());
        }

        @Override
        public Optional<Path> verifiedPath() {
            return Optional.of(path);
        }
    }

    @Test
    void takesTheTrackersNameWhereNoneIsGiven() throws Exception {
        tracker.list(FILE.manifest(), "listed/name.bin");
        seedAt(A, FILE);
        downloads().start(FILE.fileId(), Optional.empty());
        threads.awaitIdle();

        assertThat(Files.readAllBytes(fileAt("listed/name.bin"))).isEqualTo(FILE.bytes());
    }

    @Test
    void bringsTheEmptyFileAndTheOneByteFile() throws Exception {
        TestFile empty = TestFile.of(1, 0);
        TestFile one = TestFile.of(1, 1);
        tracker.locate(empty.manifest(), Map.of());
        seedAt(A, one);
        Downloads downloads = downloads();
        downloads.start(empty.fileId(), Optional.of(new FileName("empty")));
        downloads.start(one.fileId(), Optional.of(new FileName("one")));
        threads.awaitIdle();

        assertThat(fileAt("empty")).exists().hasSize(0);
        assertThat(Files.readAllBytes(fileAt("one"))).isEqualTo(one.bytes());
    }

    @Test
    void waitsForATrackerThatIsDown() throws Exception {
        tracker.goDown();
        seedAt(A, FILE);
        CountDownLatch asked = new CountDownLatch(1);
        Downloads downloads = downloads();
        Download download = downloads.start(FILE.fileId(), Optional.of(NAME));
        threads.execute(() -> {
            while (download.progress().waitingFor().isEmpty()) {
                Thread.onSpinWait();
            }
            asked.countDown();
        });
        await(asked);
        assertThat(download.progress().state()).isEqualTo(DownloadState.LOCATING);
        assertThat(download.progress().waitingFor().orElseThrow()).contains("the tracker is down");

        tracker.comeUp();
        threads.awaitIdle();

        assertThat(download.progress().state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(download.progress().waitingFor()).isEmpty();
    }

    @Test
    void goesOnByItsNeighboursWordWhenTheTrackerGoesAway() throws Exception {
        ChunkSet half = ChunkSet.of(8, 0, 1, 2, 3);
        tracker.locate(FILE.manifest(), Map.of(A, half));
        swarm.put(A, (store, index, cancellation) -> {
            tracker.goDown();
            return FakeSwarm.send(store, index, FILE.chunk(index));
        });
        swarm.put(B, FakeSwarm.honest(FILE));
        swarm.tells(A, half, Map.of(B, ChunkSet.all(8)));
        Download download = downloads().start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();

        assertThat(download.progress().state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(swarm.requests).extracting(FakeSwarm.Request::source).contains(A, B);
    }

    @Test
    void runsOnlySoManyAtATime() throws Exception {
        Downloads downloads = downloads(2);
        Set<FileId> atATime = new HashSet<>();
        AtomicInteger most = new AtomicInteger();
        for (int seed = 0; seed < 6; seed++) {
            TestFile file = TestFile.of(100 + seed, 1000);
            PeerEndpoint source = new PeerEndpoint("http://10.0.1." + (seed + 1) + ":9090");
            tracker.locate(file.manifest(), Map.of(source, ChunkSet.all(1)));
            swarm.put(source, (store, index, cancellation) -> {
                synchronized (atATime) {
                    atATime.add(file.fileId());
                    most.accumulateAndGet(atATime.size(), Math::max);
                }
                FetchResult result = FakeSwarm.send(store, index, file.chunk(index));
                synchronized (atATime) {
                    atATime.remove(file.fileId());
                }
                return result;
            });
            downloads.start(file.fileId(), Optional.of(new FileName("f" + seed)));
        }
        threads.awaitIdle();

        assertThat(most.get()).isBetween(1, 2);
        assertThat(downloads.all()).allMatch(download -> download.progress().state() == DownloadState.COMPLETE);
    }

    /** Far behind it gives way to the whole-file hash; this is much more than it may be behind. */
    @Test
    void neverWaitsForAHashThatHasCaughtUp() throws Exception {
        TestFile large = TestFile.of(12, 100 << 20);
        seedAt(A, large);
        Download download = downloads().start(large.fileId(), Optional.of(NAME));
        threads.awaitIdle();

        assertThat(download.progress().state()).isEqualTo(DownloadState.COMPLETE);
    }

    @Test
    void aFullDiskFailsItAndARoomierOneLetsItGoOn() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(8)));
        swarm.put(
                A,
                (store, index, cancellation) -> full.get() && index == 5
                        ? new FetchResult.DiskFailed(new IOException("No space left on device"))
                        : FakeSwarm.send(store, index, FILE.chunk(index)));
        Downloads downloads = downloads();
        Download download = downloads.start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();
        DownloadFailure failure = download.progress().failure().orElseThrow();
        assertThat(download.progress().state()).isEqualTo(DownloadState.FAILED);
        assertThat(failure.kind()).isEqualTo(DownloadFailure.Kind.DISK_FULL);
        assertThat(failure.detail()).contains("free some space");

        full.set(false);
        assertThat(downloads.resume(download)).isTrue();
        threads.awaitIdle();

        assertThat(download.progress().state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(download.progress().failure()).isEmpty();
        assertThat(Files.readAllBytes(fileAt("data/file.bin"))).isEqualTo(FILE.bytes());
    }

    @Test
    void aFailedOneCanBeStartedAnewWithoutLosingWhatItHas() throws Exception {
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(8)));
        AtomicBoolean broken = new AtomicBoolean(true);
        AtomicInteger sent = new AtomicInteger();
        swarm.put(A, (store, index, cancellation) -> {
            if (broken.get() && sent.get() >= 4) {
                return new FetchResult.DiskFailed(new DiskFullException("full"));
            }
            sent.incrementAndGet();
            return FakeSwarm.send(store, index, FILE.chunk(index));
        });
        Downloads downloads = downloads();
        Download failed = downloads.start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();
        assertThat(failed.progress().state()).isEqualTo(DownloadState.FAILED);
        broken.set(false);

        Download again = downloads.start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();

        assertThat(again.progress().state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(sent.get()).as("each chunk once").isEqualTo(8);
    }

    @Test
    void whatCouldNotBePublishedIsNotCalledALie() throws Exception {
        Files.writeString(fileAt("data"), "a file where a folder is needed");
        seedAt(A, FILE);
        Downloads downloads = downloads();
        Download download = downloads.start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();
        assertThat(download.progress().failure().orElseThrow().kind()).isEqualTo(DownloadFailure.Kind.DISK_ERROR);

        Files.delete(fileAt("data"));
        downloads.resume(download);
        threads.awaitIdle();

        assertThat(download.progress().state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(swarm.requests).hasSize(8);
    }

    @Test
    void aRequestThatDiesIsAskedOfAnother() throws Exception {
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(8), B, ChunkSet.all(8)));
        swarm.put(A, (store, index, cancellation) -> {
            throw new IllegalStateException("a bug in the client");
        });
        swarm.put(B, FakeSwarm.honest(FILE));
        Download download = downloads().start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();

        assertThat(download.progress().state()).isEqualTo(DownloadState.COMPLETE);
    }

    @Test
    void endsAlthoughLiarsAreManyAndTheHonestSourceComesLate() throws Exception {
        AtomicInteger lies = new AtomicInteger();
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(8)));
        swarm.put(A, (store, index, cancellation) -> {
            if (lies.incrementAndGet() >= 3) {
                tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(8), B, ChunkSet.all(8)));
            }
            return FakeSwarm.send(store, index, FILE.wrongChunk(index));
        });
        swarm.put(B, FakeSwarm.honest(FILE));
        Download download = downloads().start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();

        assertThat(download.progress().state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(Files.readAllBytes(fileAt("data/file.bin"))).isEqualTo(FILE.bytes());
        assertThat(lies.get()).as("not asked again once banned").isLessThanOrEqualTo(8);
    }

    @Test
    void ofASourceThatAnotherDownloadBansNothingMoreIsTaken() throws Exception {
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(8), B, ChunkSet.all(8)));
        swarm.put(A, (store, index, cancellation) -> {
            while (!misconduct.isBanned(A)) {
                misconduct.lied(A);
            }
            return FakeSwarm.send(store, index, FILE.chunk(index));
        });
        swarm.put(B, FakeSwarm.honest(FILE));
        Download download = downloads().start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();

        assertThat(download.progress().state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(swarm.requests)
                .filteredOn(request -> request.source().equals(A))
                .hasSize(1);
        assertThat(swarm.unwanted).containsExactly(A);
    }

    @Test
    void aSilentSourceDoesNotHoldUpTheEnd() throws Exception {
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(8), B, ChunkSet.all(8)));
        swarm.put(A, FakeSwarm.silent());
        swarm.put(B, FakeSwarm.honest(FILE));
        Download download = downloads().start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();

        assertThat(download.progress().state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(Files.readAllBytes(fileAt("data/file.bin"))).isEqualTo(FILE.bytes());
    }

    @Test
    void endsInOrderHoweverFewTasksTheClosingExecutorTakes() throws Exception {
        for (int tasks = 0; tasks < 14; tasks++) {
            seedAt(A, FILE);
            TestThreads closing = new TestThreads();
            closing.rejectAfter(tasks);
            Downloads downloads = new Downloads(contextWith(closing));

            Download download = downloads.start(FILE.fileId(), Optional.of(NAME));
            closing.awaitIdle();
            downloads.shutDown();

            assertThat(download.progress().state())
                    .as("after %d tasks", tasks)
                    .isIn(DownloadState.QUEUED, DownloadState.COMPLETE);
            assertThat(downloads.unfinished()).isLessThanOrEqualTo(1);
        }
        Downloads next = downloads();
        next.recover();
        next.start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();
        assertThat(Files.readAllBytes(fileAt("data/file.bin"))).isEqualTo(FILE.bytes());
    }

    @Test
    void asksForFewChunksAtATimeWhileTheDownloadLimitBinds() throws Exception {
        List<PeerEndpoint> sources = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> new PeerEndpoint("http://10.0.1." + i + ":9090"))
                .toList();
        tracker.locate(FILE.manifest(), sources.stream().collect(toMap(peer -> peer, peer -> ChunkSet.all(8))));
        sources.forEach(peer -> swarm.put(peer, FakeSwarm.silent()));
        TransferLimits limits = new TransferLimits(Limits.NONE.withDownload(Bandwidth.parse("100KB")));
        DownloadLimit timeless = new DownloadLimit(limits, () -> 0);
        Downloads downloads = new Downloads(contextWith(threads, timeless, new FetchLimits(8, 4)));
        downloads.start(FILE.fileId(), Optional.of(NAME));
        Awaitility.await().until(() -> tracker.calls().size() > 20); // many rounds of the loop

        assertThat(swarm.requests).hasSize(2);

        limits.change(present -> present.withDownload(Bandwidth.UNLIMITED));
        Awaitility.await().until(() -> swarm.requests.size() >= 6);
        downloads.shutDown();
    }

    private DownloadContext contextWith(TestThreads others) {
        return contextWith(others, DownloadLimit.none(), new FetchLimits(2, 2));
    }

    private DownloadContext contextWith(TestThreads others, DownloadLimit limit, FetchLimits fetching) {
        return new DownloadContext(
                tracker,
                swarm,
                swarm,
                limit,
                library,
                holdings,
                new Contacts(InstantSource.system(), new Random(1)),
                new DownloadSettings(4, fetching, Duration.ofMillis(10), Duration.ofMillis(10)),
                Optional::empty,
                endpoint -> false,
                OptionalInt::empty,
                InstantSource.system(),
                others,
                () -> new Random(1));
    }

    @Test
    void aStormOfWishesEndsInTheLastOne() throws Exception {
        for (int seed = 1; seed <= 25; seed++) {
            Random random = new Random(seed);
            TestFile file = TestFile.of(1000 + seed, 2 * CHUNK + 1);
            seedAt(A, file);
            Downloads downloads = downloads(1 + random.nextInt(2));
            FileName name = new FileName("storm-" + seed);
            Download download = downloads.start(file.fileId(), Optional.of(name));
            for (int wish = 0; wish < 12; wish++) {
                int kind = random.nextInt(3);
                if (kind == 0) {
                    downloads.pause(download);
                } else if (kind == 1) {
                    downloads.resume(download);
                } else {
                    downloads.find(file.fileId());
                }
            }
            downloads.resume(download);
            threads.awaitIdle();
            if (downloads.resume(download)) { // the resume before came while it was still stopping
                threads.awaitIdle();
            }
            assertThat(download.progress().state()).as("seed %d", seed).isEqualTo(DownloadState.COMPLETE);
            assertThat(Files.readAllBytes(fileAt(name.value())))
                    .as("seed %d", seed)
                    .isEqualTo(file.bytes());
            assertThat(folderOf(file)).as("seed %d", seed).doesNotExist();
        }
    }

    @Test
    void anInterruptIsTheEndOfTheProcessNotOfTheDownload() throws Exception {
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(8)));
        swarm.put(A, (store, index, cancellation) -> {
            Thread.currentThread().interrupt(); // in the midst of a write
            return FakeSwarm.send(store, index, FILE.chunk(index));
        });
        Downloads first = downloads();
        Download download = first.start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();
        assertThat(download.progress().state()).isEqualTo(DownloadState.QUEUED);
        assertThat(download.progress().failure()).isEmpty();
        first.shutDown();
        swarm.put(A, FakeSwarm.honest(FILE));

        Downloads second = downloads();
        second.recover();
        threads.awaitIdle();

        assertThat(Files.readAllBytes(fileAt("data/file.bin"))).isEqualTo(FILE.bytes());
    }

    @Test
    void goesOnAfterADeathBetweenTheNewNameAndTheEndOfTheRecords() throws Exception {
        leave(FILE, 8);
        Files.createDirectories(fileAt("data"));
        Files.move(folderOf(FILE).resolve("part"), fileAt("data/file.bin"));
        tracker.goDown();
        Downloads downloads = downloads();
        downloads.recover();
        threads.awaitIdle();

        assertThat(downloads.find(FILE.fileId()).orElseThrow().progress().state())
                .isEqualTo(DownloadState.COMPLETE);
        assertThat(folderOf(FILE)).doesNotExist();
        assertThat(swarm.requests).isEmpty();
    }

    @Test
    void deletesWhatNoDownloadCanGoOnWithAndNothingElse() throws Exception {
        Path spoilt = Files.createDirectories(folderOf(FILE));
        Files.write(spoilt.resolve("journal"), new byte[50]);
        Path copy = Files.createDirectories(library.downloadsFolder().resolve("copy-abc"));
        Path foreign = Files.createDirectories(library.downloadsFolder().resolve("notes"));
        Downloads downloads = downloads();
        downloads.recover();

        assertThat(downloads.all()).isEmpty();
        assertThat(spoilt).doesNotExist();
        assertThat(copy).doesNotExist();
        assertThat(foreign).exists();
    }
}
