package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.pick.RarestFirst;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/** What the tests of {@link ChunkScheduler} share: a file of ten chunks, some peers, and a clock of their own. */
abstract class SchedulerTestBase {

    static final int CHUNKS = 10;
    static final int CHUNK = ChunkLayout.CHUNK_SIZE_MIN;
    static final ChunkLayout LAYOUT = new ChunkLayout((long) CHUNKS * CHUNK);
    static final ChunkSet ALL = ChunkSet.all(CHUNKS);
    static final PeerEndpoint A = peer(1);
    static final PeerEndpoint B = peer(2);
    static final PeerEndpoint C = peer(3);
    static final FetchResult FAST = new FetchResult.Verified(Duration.ofMillis(10));

    Instant now = Instant.EPOCH;
    final Misconduct misconduct = new Misconduct(() -> now);

    static PeerEndpoint peer(int number) {
        return new PeerEndpoint("http://10.0." + number / 256 + "." + number % 256 + ":9090");
    }

    ChunkScheduler scheduler(int queued, int perSource) {
        return scheduler(ChunkSet.none(CHUNKS), queued, perSource);
    }

    ChunkScheduler scheduler(ChunkSet held, int queued, int perSource) {
        Random random = new Random(7);
        return new ChunkScheduler(
                LAYOUT, held, new RarestFirst(CHUNKS, random), new FetchLimits(queued, perSource), random, misconduct);
    }

    List<ChunkAssignment> next(ChunkScheduler scheduler) {
        return scheduler.next(now, Integer.MAX_VALUE);
    }

    void arrives(ChunkAssignment request, int bytes) {
        request.arrived().add(bytes, now);
    }

    void pass(long millis) {
        now = now.plusMillis(millis);
    }

    static List<PeerEndpoint> sourcesOf(List<ChunkAssignment> requests) {
        return requests.stream().map(ChunkAssignment::source).toList();
    }

    static List<Integer> chunksOf(List<ChunkAssignment> requests) {
        return requests.stream().map(request -> request.run().first()).toList();
    }

    static SourceNews leech(long queuedBytes, int... held) {
        return new SourceNews(ChunkSet.of(CHUNKS, held), List.of(), OptionalLong.of(queuedBytes));
    }
}
