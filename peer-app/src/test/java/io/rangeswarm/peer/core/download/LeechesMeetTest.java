package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.exchange.Contacts;
import io.rangeswarm.peer.core.exchange.ExchangeDesk;
import io.rangeswarm.peer.core.exchange.SeedOffers;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.limit.DownloadLimit;
import io.rangeswarm.peer.core.store.ChunkStore;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.FakeTracker;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.upload.Requester;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A seed and two leeches, each with its own tracker that names the seed alone. */
@Timeout(60)
class LeechesMeetTest {

    private static final TestFile FILE = TestFile.of(1, 8 * TestFile.CHUNK);
    private static final FileName NAME = new FileName("file.bin");
    private static final InstantSource CLOCK = InstantSource.system();
    private static final PeerEndpoint SEED = PeerEndpoint.at("10.0.0.9", 9090);

    @TempDir
    private Path temp;

    private final TestThreads threads = new TestThreads();
    private final Node seed = new Node("10.0.0.9");
    private final Node first = new Node("10.0.0.1");
    private final Node second = new Node("10.0.0.2");

    private record Whole(Manifest manifest) implements Holding {

        @Override
        public SortedSet<FileName> names() {
            return Collections.unmodifiableSortedSet(new TreeSet<>(Comparator.comparing(FileName::value)));
        }

        @Override
        public ChunkSet held() {
            return ChunkSet.all(manifest.layout().chunkCount());
        }

        @Override
        public Optional<Path> verifiedPath() {
            return Optional.empty();
        }
    }

    /** What has come whole goes on being held, as in a share folder. */
    private record Folder(Path root, Holdings holdings) implements Library {

        @Override
        public Path pathOf(FileName name) {
            return root.resolve(name.value());
        }

        @Override
        public Path downloadsFolder() {
            return root.resolve(".rangeswarm/downloads");
        }

        @Override
        public void adopt(FileName name, Manifest manifest) {
            holdings.put(new Whole(manifest));
        }
    }

    /** One peer as the others meet it. */
    private final class Node {

        private final String address;
        private final PeerEndpoint endpoint;
        private final Holdings holdings = new Holdings();
        private final Contacts contacts = new Contacts(CLOCK, new Random(1));
        private final FakeSwarm others = new FakeSwarm();

        Node(String address) {
            this.address = address;
            this.endpoint = PeerEndpoint.at(address, 9090);
        }

        Downloads downloads() {
            FakeTracker tracker = new FakeTracker();
            tracker.locate(FILE.manifest(), Map.of(SEED, ChunkSet.all(8)));
            return new Downloads(new DownloadContext(
                    tracker,
                    others,
                    others,
                    DownloadLimit.none(),
                    new Folder(temp.resolve(address), holdings),
                    holdings,
                    contacts,
                    new DownloadSettings(1, new FetchLimits(8, 4), Duration.ofMillis(20), Duration.ofMillis(50)),
                    Optional::empty,
                    endpoint::equals,
                    () -> OptionalInt.of(9090),
                    CLOCK,
                    threads,
                    () -> new Random(1)));
        }

        ExchangeDesk desk(Downloads downloads) {
            return new ExchangeDesk(
                    holdings,
                    contacts,
                    new SeedOffers(() -> new Random(1), () -> 0),
                    downloads,
                    endpoint::equals,
                    () -> 0,
                    CLOCK);
        }

        /** Makes that peer reachable from this one. */
        void reaches(Node other, ExchangeDesk desk, FakeSwarm.Peer chunks) {
            others.exchanges(other.endpoint, (fileId, asked) -> desk.answer(fileId, new Requester(address, ""), asked));
            others.put(other.endpoint, chunks);
        }

        FetchResult send(ChunkStore store, int index, Cancellation cancellation) {
            boolean held = holdings.find(FILE.fileId())
                    .filter(holding -> holding.held().contains(index))
                    .isPresent();
            return held ? FakeSwarm.send(store, index, FILE.chunk(index)) : new FetchResult.ChunkNotHeld();
        }
    }

    /** Each can end only by what the other got. */
    @Test
    void findEachOtherThroughASeedThatSendsEachChunkOnce() throws Exception {
        seed.holdings.put(new Whole(FILE.manifest()));
        Downloads ofFirst = first.downloads();
        Downloads ofSecond = second.downloads();
        ExchangeDesk seedDesk = seed.desk(seed.downloads());
        Set<Integer> sent = ConcurrentHashMap.newKeySet();
        FakeSwarm.Peer once = (store, index, cancellation) ->
                sent.add(index) ? seed.send(store, index, cancellation) : new FetchResult.Busy(Duration.ofMillis(20));
        first.reaches(seed, seedDesk, once);
        second.reaches(seed, seedDesk, once);
        first.reaches(second, second.desk(ofSecond), second::send);
        second.reaches(first, first.desk(ofFirst), first::send);

        Download one = ofFirst.start(FILE.fileId(), Optional.of(NAME));
        Download other = ofSecond.start(FILE.fileId(), Optional.of(NAME));

        threads.awaitIdle();
        assertThat(one.state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(other.state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(first.contacts.know(FILE.fileId(), second.endpoint)
                        || second.contacts.know(FILE.fileId(), first.endpoint))
                .isTrue();
        assertThat(seed.contacts.know(FILE.fileId(), first.endpoint)).isTrue();
        assertThat(seed.contacts.know(FILE.fileId(), second.endpoint)).isTrue();
    }
}
