package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.exchange.Contacts;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.limit.DownloadLimit;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.FakeTracker;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MirrorTest {

    private static final PeerEndpoint SEED = new PeerEndpoint("http://10.0.0.1:9090");

    @TempDir
    private Path temp;

    private final FakeTracker tracker = new FakeTracker();
    private final FakeSwarm swarm = new FakeSwarm();
    private final TestThreads threads = new TestThreads();
    private final Holdings holdings = new Holdings();
    private final Set<FileId> unwanted = new HashSet<>();
    private FakeLibrary library = new FakeLibrary(Path.of("."));
    private Downloads downloads = new Downloads(context());
    private Mirror mirror = new Mirror(tracker, holdings, downloads, new LocalCopies(library), unwanted::contains);

    private DownloadContext context() {
        return new DownloadContext(
                tracker,
                swarm,
                swarm,
                DownloadLimit.none(),
                library,
                holdings,
                new Contacts(InstantSource.system(), new Random(1)),
                new DownloadSettings(4, new FetchLimits(8, 4), Duration.ofMillis(20), Duration.ofMillis(50)),
                Optional::empty,
                endpoint -> false,
                OptionalInt::empty,
                InstantSource.system(),
                threads,
                () -> new Random(1));
    }

    @BeforeEach
    void open() {
        library = new FakeLibrary(temp);
        downloads = new Downloads(context());
        mirror = new Mirror(tracker, holdings, downloads, new LocalCopies(library), unwanted::contains);
    }

    private TestFile listed(long seed, int length, String... names) {
        TestFile file = TestFile.of(seed, length);
        tracker.list(file.manifest(), names);
        tracker.locate(file.manifest(), Map.of(SEED, ChunkSet.all(file.chunkCount())));
        return file;
    }

    private void serve(TestFile... files) {
        swarm.put(SEED, (store, index, cancellation) -> {
            for (TestFile file : files) {
                if (file.manifest().equals(store.manifest())) {
                    return FakeSwarm.send(store, index, file.chunk(index));
                }
            }
            return new FetchResult.FileNotHeld();
        });
    }

    @Test
    void bringsEverythingThatIsListed() throws Exception {
        TestFile one = listed(1, 100, "one");
        TestFile two = listed(2, TestFile.CHUNK + 1, "deep/er/two");
        TestFile empty = listed(3, 0, "empty");
        serve(one, two, empty);

        mirror.round();
        threads.awaitIdle();

        assertThat(Files.readAllBytes(temp.resolve("one"))).isEqualTo(one.bytes());
        assertThat(Files.readAllBytes(temp.resolve("deep/er/two"))).isEqualTo(two.bytes());
        assertThat(temp.resolve("empty")).exists();
        assertThat(downloads.all()).hasSize(3);
    }

    @Test
    void walksAllPages() throws Exception {
        for (int i = 0; i < 1203; i++) {
            TestFile file = TestFile.of(i, 0);
            tracker.list(file.manifest(), "f" + i);
        }
        mirror.round();
        threads.awaitIdle();

        assertThat(tracker.calls()).contains("files 0", "files 1", "files 2").doesNotContain("files 3");
    }

    @Test
    void copiesWhatIsHereUnderAnotherName() throws Exception {
        TestFile file = listed(1, 3000, "a", "b");
        hold(file, "a");

        mirror.round();
        threads.awaitIdle();

        assertThat(Files.readAllBytes(temp.resolve("b"))).isEqualTo(file.bytes());
        assertThat(library.adopted).containsKey(new FileName("b"));
        assertThat(swarm.requests).isEmpty();
        assertThat(downloads.all()).isEmpty();
    }

    @Test
    void leavesAFileOfTheUsersAlone() throws Exception {
        TestFile file = listed(1, 3000, "a", "b");
        hold(file, "a");
        Files.writeString(temp.resolve("b"), "the user's");

        mirror.round();

        assertThat(temp.resolve("b")).hasContent("the user's");
    }

    @Test
    void copiesNothingFromAFileThatChanged() throws Exception {
        TestFile file = listed(1, 3000, "a", "b");
        hold(file, "a");
        Files.write(temp.resolve("a"), new byte[3000]);

        mirror.round();

        assertThat(temp.resolve("b")).doesNotExist();
        assertThat(library.downloadsFolder()).isEmptyDirectory();
    }

    private void hold(TestFile file, String name) throws IOException {
        Path path = Files.write(temp.resolve(name), file.bytes());
        holdings.put(new NamedHolding(file.manifest(), name, path));
    }

    private record NamedHolding(Manifest manifest, String name, Path path) implements Holding {
        @Override
        public SortedSet<FileName> names() {
            SortedSet<FileName> names = new TreeSet<>((a, b) -> a.value().compareTo(b.value()));
            names.add(new FileName(name));
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
    void doesNotStartAgainWhatTheUserStopped() throws Exception {
        TestFile file = listed(1, 100, "a");
        swarm.put(SEED, FakeSwarm.silent());
        mirror.round();
        FileId id = file.fileId();
        downloads.cancel(downloads.find(id).orElseThrow());
        threads.awaitIdle();

        mirror.round();
        threads.awaitIdle();

        assertThat(downloads.find(id).orElseThrow().progress().state()).isEqualTo(DownloadState.CANCELLED);
        assertThat(temp.resolve("a")).doesNotExist();
    }

    @Test
    void doesNotBringBackWhatTheUserHasTakenBack() throws Exception {
        TestFile file = listed(1, 100, "a");
        serve(file);
        unwanted.add(file.fileId());

        mirror.round();
        threads.awaitIdle();

        assertThat(downloads.all()).isEmpty();
    }

    @Test
    void passesOverNamesThatCannotBe() throws Exception {
        listed(1, 10, "../evil");
        listed(2, 10, ".rangeswarm/identity");
        TestFile good = listed(3, 10, "good");
        serve(good);

        mirror.round();
        threads.awaitIdle();

        assertThat(Files.readAllBytes(temp.resolve("good"))).isEqualTo(good.bytes());
        assertThat(downloads.all()).hasSize(1);
    }

    @Test
    void waitsForATrackerThatIsDown() {
        tracker.goDown();
        mirror.round();

        assertThat(downloads.all()).isEmpty();
        assertThat(tracker.calls()).containsExactly("files 0");
    }
}
