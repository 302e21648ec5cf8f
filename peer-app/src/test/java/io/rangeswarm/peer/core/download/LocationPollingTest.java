package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.FakeTracker;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.util.ArrayList;
import java.util.Collections;
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
    private final LocationPolling polling =
            new LocationPolling(tracker, new FakeSwarm(), Optional::empty, SELF::equals);

    @Test
    void hearsOfSourcesButNotOfItself() {
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(9), B, ChunkSet.of(9, 8), SELF, ChunkSet.of(9, 1)));

        assertThat(polling.askTracker(FILE.manifest()))
                .containsOnly(Map.entry(A, ChunkSet.all(9)), Map.entry(B, ChunkSet.of(9, 8)));
    }

    @Test
    void saysWhyTheTrackerDoesNotAnswerUntilItDoes() {
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(9)));
        tracker.goDown();

        assertThat(polling.askTracker(FILE.manifest())).isEmpty();
        assertThat(polling.trackerTrouble()).isPresent();

        tracker.comeUp();
        assertThat(polling.askTracker(FILE.manifest())).hasSize(1);
        assertThat(polling.trackerTrouble()).isEmpty();
    }

    @Test
    void looksAtABoundedPartOfAHugeAnswer() {
        List<Location> huge = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            huge.add(new Location(null, "http://10.1." + i / 250 + "." + i % 250 + ":80", null, true, null, null));
        }

        assertThat(new LocationReader(SELF::equals).sources(huge, FILE.manifest()))
                .hasSizeLessThanOrEqualTo(2 * ChunkScheduler.SOURCES_MAX);
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

            Map<PeerEndpoint, ChunkSet> heard = sources(locations);

            assertThat(heard).as("seed %d, round %d", seed, round).containsEntry(B, ChunkSet.of(9, 4));
            assertThat(heard.values()).allMatch(held -> held.count() == 9);
            assertThat(heard).doesNotContainKey(SELF);
        }
    }

    @SuppressWarnings({"NullAway", "unchecked", "rawtypes"
    }) // that is the point: JSON knows nothing of what may not be null
    private static Map<PeerEndpoint, ChunkSet> sources(List<@Nullable Location> locations) {
        return new LocationReader(SELF::equals).sources((List) locations, FILE.manifest());
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
}
