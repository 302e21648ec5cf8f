package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.api.PeerChunks;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.FakeTracker;
import io.rangeswarm.peer.core.swarm.Neighbours;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationPollingTest {

    private static final TestFile FILE = TestFile.of(1, 9 * TestFile.CHUNK);
    private static final PeerEndpoint SELF = new PeerEndpoint("http://10.9.9.9:9090");
    private static final PeerEndpoint A = new PeerEndpoint("http://10.0.0.1:9090");
    private static final PeerEndpoint B = new PeerEndpoint("http://10.0.0.2:9090");

    private final FakeTracker tracker = new FakeTracker();
    private final FakeSwarm swarm = new FakeSwarm();

    private LocationPolling polling(Neighbours neighbours) {
        return new LocationPolling(tracker, neighbours, Optional::empty, SELF::equals, new Random(1));
    }

    @Test
    void hearsOfSourcesButNotOfItself() {
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(9), B, ChunkSet.of(9, 8), SELF, ChunkSet.of(9, 1)));

        assertThat(polling(swarm).askTracker(FILE.manifest()))
                .containsOnly(Map.entry(A, ChunkSet.all(9)), Map.entry(B, ChunkSet.of(9, 8)));
    }

    @Test
    void asksSeedsOnlyWhileTheTrackerIsAway() {
        swarm.tells(A, ChunkSet.all(9), Map.of(B, ChunkSet.of(9, 2)));
        tracker.locate(FILE.manifest(), Map.of());
        LocationPolling polling = polling(swarm);
        polling.askTracker(FILE.manifest());
        assertThat(polling.askNeighbours(FILE.manifest(), Map.of(A, ChunkSet.all(9))))
                .isEmpty();

        tracker.goDown();
        polling.askTracker(FILE.manifest());

        assertThat(polling.trackerTrouble()).isPresent();
        assertThat(polling.askNeighbours(FILE.manifest(), Map.of(A, ChunkSet.all(9))))
                .containsEntry(B, ChunkSet.of(9, 2));
    }

    @Test
    void takesAPeersWordForItselfBeforeThatOfOthers() {
        swarm.tells(A, ChunkSet.of(9, 1), Map.of(B, ChunkSet.all(9)));
        swarm.tells(B, ChunkSet.of(9, 2), Map.of(A, ChunkSet.all(9)));

        Map<PeerEndpoint, ChunkSet> heard =
                polling(swarm).askNeighbours(FILE.manifest(), Map.of(A, ChunkSet.none(9), B, ChunkSet.none(9)));

        assertThat(heard).containsOnly(Map.entry(A, ChunkSet.of(9, 1)), Map.entry(B, ChunkSet.of(9, 2)));
    }

    @Test
    void looksAtABoundedPartOfAHugeAnswer() {
        List<Location> huge = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            huge.add(new Location(null, "http://10.1." + i / 250 + "." + i % 250 + ":80", null, true, null, null));
        }
        Map<PeerEndpoint, ChunkSet> heard = polling(answering(new PeerChunks(null, 9, null, huge)))
                .askNeighbours(FILE.manifest(), Map.of(A, ChunkSet.none(9)));

        assertThat(heard).hasSizeLessThanOrEqualTo(2 * ChunkScheduler.SOURCES_MAX);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void survivesNonsenseAndKeepsWhatIsRight(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<@Nullable Location> locations = new ArrayList<>();
            for (int i = random.nextInt(20); i > 0; i--) {
                locations.add(random.nextInt(8) == 0 ? null : nonsense(random));
            }
            locations.add(Location.of("p", B.url(), null, ChunkSet.of(9, 4)));
            Collections.shuffle(locations, random);
            PeerChunks answer = nonsenseAnswer(random, locations);

            Map<PeerEndpoint, ChunkSet> heard =
                    polling(answering(answer)).askNeighbours(FILE.manifest(), Map.of(A, ChunkSet.none(9)));

            assertThat(heard).as("seed %d, round %d", seed, round).containsEntry(B, ChunkSet.of(9, 4));
            assertThat(heard.values()).allMatch(held -> held.count() == 9);
            assertThat(heard).doesNotContainKey(SELF);
        }
    }

    @SuppressWarnings({"NullAway", "unchecked", "rawtypes"
    }) // that is the point: JSON knows nothing of what may not be null
    private static PeerChunks nonsenseAnswer(Random random, List<@Nullable Location> locations) {
        return new PeerChunks(
                random.nextBoolean() ? null : "\u0000", -5, random.nextBoolean() ? null : nonsense(random), (List)
                        locations);
    }

    private static Location nonsense(Random random) {
        String[] endpoints = {
            "http://user@host:80",
            "https://10.0.0.7:80",
            "file:///etc/passwd",
            "",
            "\u0000",
            "http://[::1",
            SELF.url(),
            "http://10.0.0.7:80/../x",
            "http://" + "x".repeat(5000) + ":1",
            "http://10.0.0.7:80",
            "ht!tp://"
        };
        String[] bitfields = {"", "====", "A", "\u00e9\u00e9", "AAAA", "//8=", "/4A=", "AAA", "gIA=", "A".repeat(9000)};
        return new Location(
                random.nextBoolean() ? null : "p",
                random.nextInt(6) == 0 ? null : endpoints[random.nextInt(endpoints.length)],
                null,
                random.nextInt(3) == 0 ? null : random.nextInt(3) == 0,
                random.nextInt(),
                random.nextInt(4) == 0 ? null : bitfields[random.nextInt(bitfields.length)]);
    }

    private static Neighbours answering(PeerChunks answer) {
        return new Neighbours() {
            @Override
            public Reply<PeerChunks> chunks(PeerEndpoint peer, FileId fileId) {
                return new Reply.Answered<>(answer);
            }

            @Override
            public Reply<Manifest> manifest(PeerEndpoint peer, FileId fileId) {
                return new Reply.Unreachable<>("away");
            }
        };
    }

    @Test
    void asksAFewNeighboursPerRound() {
        Map<PeerEndpoint, ChunkSet> known = new HashMap<>();
        for (int i = 1; i < 100; i++) {
            known.put(new PeerEndpoint("http://10.0.2." + i + ":80"), ChunkSet.none(9));
        }
        List<PeerEndpoint> asked = new ArrayList<>();
        polling(new Neighbours() {
                    @Override
                    public Reply<PeerChunks> chunks(PeerEndpoint peer, FileId fileId) {
                        asked.add(peer);
                        return new Reply.Unreachable<>("away");
                    }

                    @Override
                    public Reply<Manifest> manifest(PeerEndpoint peer, FileId fileId) {
                        return new Reply.Unreachable<>("away");
                    }
                })
                .askNeighbours(FILE.manifest(), known);

        assertThat(asked).hasSize(6).doesNotHaveDuplicates();
    }
}
