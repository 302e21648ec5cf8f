package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.pick.RarestFirst;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is remembered when more peers are heard of than there are places. */
class SourcesTest {

    private static final int CHUNKS = 10;
    private static final ChunkSet ONE_CHUNK = ChunkSet.of(CHUNKS, 1);

    private final Random random = new Random(7);
    private final Sources sources =
            new Sources(CHUNKS, 4, new RarestFirst(CHUNKS, random), new Misconduct(() -> Instant.EPOCH), random);

    private static PeerEndpoint peer(int number) {
        return new PeerEndpoint("http://10.0." + number / 250 + "." + (1 + number % 250) + ":9090");
    }

    /** Takes all places; of each the queue is as many bytes long as its number. */
    private List<Source> fill() {
        return IntStream.range(0, Sources.SOURCES_MAX)
                .mapToObj(number -> {
                    Source source = Objects.requireNonNull(sources.heard(peer(number), ONE_CHUNK));
                    source.queue.said(number, 0);
                    return source;
                })
                .toList();
    }

    private void chunksCome(int count) {
        for (int i = 0; i < count; i++) {
            sources.progressed();
        }
    }

    @Test
    void placesChangeHandsAsChunksCome() {
        fill();
        assertThat(sources.heard(peer(1000), ONE_CHUNK))
                .as("nothing has come yet")
                .isNull();
        chunksCome(4);

        assertThat(sources.heard(peer(1000), ONE_CHUNK)).isNotNull();
        assertThat(sources.heard(peer(1001), ONE_CHUNK)).as("one at a time").isNull();
        assertThat(sources.all()).hasSize(Sources.SOURCES_MAX);
    }

    @Test
    void thoseWithLongQueuesLeave() {
        List<Source> early = fill();
        for (int number = 1000; number < 1030; number++) {
            chunksCome(4);
            sources.heard(peer(number), ONE_CHUNK);
        }

        double left = early.stream()
                .filter(source -> sources.find(source.endpoint) == null)
                .mapToLong(source -> source.queue.bytesAhead())
                .average()
                .orElseThrow();
        assertThat(left).as("the mean number of those that left, of 0 to 99").isGreaterThan(70);
    }

    @Test
    void seedsAndThoseWithRequestsUnderWayStay() {
        List<Source> early = fill();
        early.subList(1, Sources.SOURCES_MAX).forEach(source -> source.health.started());
        sources.heard(peer(0), ChunkSet.all(CHUNKS));
        for (int number = 1000; number < 1030; number++) {
            chunksCome(4);
            assertThat(sources.heard(peer(number), ONE_CHUNK)).isNull();
        }

        assertThat(sources.all()).containsExactlyInAnyOrderElementsOf(early);
    }
}
