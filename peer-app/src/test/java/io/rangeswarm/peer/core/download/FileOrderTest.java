package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.pick.RarestFirst;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When chunks are asked for in the file's order, and how many in one request. */
class FileOrderTest extends SchedulerTestBase {

    @Test
    void alonePicksInTheFilesOrder() {
        ChunkScheduler scheduler = scheduler(2, 2);
        scheduler.heardOf(Map.of(A, ALL));
        List<Integer> order = new ArrayList<>();
        while (!scheduler.isComplete()) {
            ChunkAssignment request = scheduler.next(now, 1).get(0);
            order.add(request.run().first());
            scheduler.ended(request, FAST, now);
        }
        assertThat(order).isSorted();
    }

    private static final int MANY = 400;
    private static final ChunkSet ALL_OF_MANY = ChunkSet.all(MANY);

    private ChunkScheduler schedulerOfMany() {
        Random random = new Random(7);
        return new ChunkScheduler(
                new ChunkLayout((long) MANY * ChunkLayout.CHUNK_SIZE_MIN),
                ChunkSet.none(MANY),
                new RarestFirst(MANY, random),
                new FetchLimits(16, 4),
                random,
                misconduct);
    }

    /** Gets about so many chunks, one request after the other, each after so many milliseconds a chunk. */
    private void getChunks(ChunkScheduler scheduler, int count, int millisPerChunk) {
        for (int got = 0; got < count; ) {
            ChunkAssignment request = scheduler.next(now, 1).get(0);
            for (int index : request.run().indexes().toArray()) {
                pass(millisPerChunk);
                scheduler.verified(request, index, now);
                got++;
            }
            Duration took = Duration.ofMillis((long) request.run().count() * millisPerChunk);
            scheduler.ended(request, new FetchResult.Verified(took), now);
        }
    }

    @Test
    void aLeechThatGetsNothingIsNoReasonToLeaveTheFilesOrder() {
        ChunkScheduler scheduler = schedulerOfMany();
        scheduler.heardOf(Map.of(A, ALL_OF_MANY, B, ChunkSet.none(MANY)));
        assertThat(scheduler.isInOrder()).as("it may just have started").isFalse();

        getChunks(scheduler, 16, 1);

        assertThat(scheduler.isInOrder()).isTrue();
    }

    @Test
    void aLeechThatGetsChunksIsAReasonForAsLongAsItDoes() {
        ChunkScheduler scheduler = schedulerOfMany();
        scheduler.heardOf(Map.of(A, ALL_OF_MANY));
        assertThat(scheduler.isInOrder()).isTrue();
        scheduler.heardOf(Map.of(B, ChunkSet.of(MANY, 7)));
        assertThat(scheduler.isInOrder()).isFalse();
        getChunks(scheduler, 40, 1);
        scheduler.heardInPassing(B, new ChunkNews(OptionalInt.empty(), List.of(9), OptionalLong.empty()), now);
        getChunks(scheduler, 40, 1); // or some more, as requests are for several
        assertThat(scheduler.isInOrder()).isFalse();

        getChunks(scheduler, 30, 1);

        assertThat(scheduler.isInOrder())
                .as("it is far slower than this download")
                .isTrue();
    }

    @Test
    void aLeechThatBecomesASeedIsNoReason() {
        ChunkScheduler scheduler = schedulerOfMany();
        scheduler.heardOf(Map.of(A, ALL_OF_MANY, B, ChunkSet.of(MANY, 7)));

        scheduler.heardOf(Map.of(B, ALL_OF_MANY));

        assertThat(scheduler.isInOrder()).isTrue();
    }

    private int longestRun(ChunkScheduler scheduler) {
        return next(scheduler).stream()
                .mapToInt(request -> request.run().count())
                .max()
                .orElseThrow();
    }

    private ChunkScheduler schedulerAmongLeeches() {
        ChunkScheduler scheduler = schedulerOfMany();
        scheduler.heard(A, new SourceNews(ALL_OF_MANY.minus(ChunkSet.of(MANY, 0)), List.of(), OptionalLong.of(0)), now);
        scheduler.heard(B, new SourceNews(ChunkSet.of(MANY, 1), List.of(), OptionalLong.of(0)), now);
        return scheduler;
    }

    @Test
    void whereChunksComeFastARequestIsForSeveralNeighbours() {
        ChunkScheduler scheduler = schedulerAmongLeeches();
        getChunks(scheduler, 40, 5);

        assertThat(longestRun(scheduler)).isGreaterThan(4);
    }

    @Test
    void whereChunksComeSlowlyARequestIsForOne() {
        ChunkScheduler scheduler = schedulerAmongLeeches();
        getChunks(scheduler, 40, 125);

        assertThat(longestRun(scheduler)).isEqualTo(1);
    }

    @Test
    void inTheFilesOrderTheHashIsNotOutrunByMoreThan32Chunks() {
        ChunkScheduler scheduler = schedulerOfMany();
        scheduler.heardOf(Map.of(A, ALL_OF_MANY, B, ALL_OF_MANY, C, ALL_OF_MANY, peer(4), ALL_OF_MANY));
        getChunks(scheduler, 60, 1);

        List<ChunkAssignment> underWay = next(scheduler);

        assertThat(underWay).hasSizeBetween(4, 8);
        assertThat(underWay.stream().mapToInt(request -> request.run().count()).sum())
                .isBetween(16, 32);
    }

    @Test
    void inTheFilesOrderOfFastSourcesRatherOneLongRequestEachThanTwoShortOnes() {
        ChunkScheduler fast = schedulerOfMany();
        fast.heardOf(Map.of(A, ALL_OF_MANY, B, ALL_OF_MANY, C, ALL_OF_MANY, peer(4), ALL_OF_MANY));
        getChunks(fast, 60, 1);
        List<ChunkAssignment> ofFast = next(fast);
        ChunkScheduler slow = schedulerOfMany();
        slow.heardOf(Map.of(A, ALL_OF_MANY, B, ALL_OF_MANY, C, ALL_OF_MANY, peer(4), ALL_OF_MANY));
        getChunks(slow, 60, 200);
        List<ChunkAssignment> ofSlow = next(slow);

        assertThat(ofFast).hasSize(4).allMatch(request -> request.run().count() == 8);
        assertThat(ofSlow).hasSize(8).allMatch(request -> request.run().count() == 1);
    }
}
