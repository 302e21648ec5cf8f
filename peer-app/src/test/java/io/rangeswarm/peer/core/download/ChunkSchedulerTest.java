package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.pick.RarestFirst;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChunkSchedulerTest {

    private static final int CHUNKS = 10;
    private static final ChunkLayout LAYOUT = new ChunkLayout((long) CHUNKS * ChunkLayout.CHUNK_SIZE_MIN);
    private static final ChunkSet ALL = ChunkSet.all(CHUNKS);
    private static final PeerEndpoint A = peer(1);
    private static final PeerEndpoint B = peer(2);
    private static final PeerEndpoint C = peer(3);
    private static final FetchResult FAST = new FetchResult.Verified(Duration.ofMillis(10));

    private Instant now = Instant.EPOCH;

    private static PeerEndpoint peer(int number) {
        return new PeerEndpoint("http://10.0." + number / 256 + "." + number % 256 + ":9090");
    }

    private static ChunkScheduler scheduler(int queued, int perSource) {
        return scheduler(ChunkSet.none(CHUNKS), queued, perSource);
    }

    private static ChunkScheduler scheduler(ChunkSet held, int queued, int perSource) {
        Random random = new Random(7);
        return new ChunkScheduler(
                LAYOUT, held, new RarestFirst(CHUNKS, random), new FetchLimits(queued, perSource), random);
    }

    private List<ChunkAssignment> next(ChunkScheduler scheduler) {
        return scheduler.next(now, Integer.MAX_VALUE);
    }

    private void pass(long millis) {
        now = now.plusMillis(millis);
    }

    private static List<PeerEndpoint> sourcesOf(List<ChunkAssignment> requests) {
        return requests.stream().map(ChunkAssignment::source).toList();
    }

    @Test
    void asksEachSourceForSoManyChunksAtATime() {
        ChunkScheduler scheduler = scheduler(256, 3);
        scheduler.heardOf(Map.of(A, ALL, B, ALL));
        assertThat(perSource(next(scheduler))).as("strangers").containsOnly(Map.entry(A, 1L), Map.entry(B, 1L));
    }

    @Test
    void asksASourceForOneMoreWithEachChunkThatItSentAndForOneAfterAFailure() {
        ChunkScheduler scheduler = scheduler(256, 3);
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment first = next(scheduler).get(0);
        scheduler.ended(first, FAST, now);
        List<ChunkAssignment> two = next(scheduler);
        assertThat(two).hasSize(2);
        scheduler.ended(two.get(0), FAST, now);
        scheduler.ended(two.get(1), FAST, now);
        List<ChunkAssignment> three = next(scheduler);
        assertThat(three).as("the bound").hasSize(3);

        three.forEach(request -> scheduler.ended(request, new FetchResult.Unreachable("away"), now));
        pass(60_000);
        assertThat(next(scheduler)).hasSize(1);
    }

    private static Map<PeerEndpoint, Long> perSource(List<ChunkAssignment> requests) {
        return sourcesOf(requests).stream().collect(Collectors.groupingBy(source -> source, Collectors.counting()));
    }

    @Test
    void asksForSoManyChunksInAll() {
        ChunkScheduler scheduler = scheduler(2, 4);
        scheduler.heardOf(Map.of(A, ALL, B, ALL, C, ALL));

        assertThat(next(scheduler)).hasSize(2);
        assertThat(scheduler.inFlight()).isEqualTo(2);
        assertThat(next(scheduler)).isEmpty();
    }

    @Test
    void asksForNoChunkTwiceNorForWhatIsHeld() {
        ChunkScheduler scheduler = scheduler(ChunkSet.of(CHUNKS, 0, 1, 2), 256, 64);
        Map<PeerEndpoint, ChunkSet> many = new HashMap<>();
        for (int number = 0; number < 20; number++) {
            many.put(peer(number), ALL);
        }
        scheduler.heardOf(many);

        assertThat(next(scheduler))
                .extracting(request -> request.run().first())
                .containsExactlyInAnyOrder(3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void isCompleteWhenEveryChunkHasCome() {
        ChunkScheduler scheduler = scheduler(256, 64);
        scheduler.heardOf(Map.of(A, ALL));

        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            assertThat(scheduler.isComplete()).isFalse();
            scheduler.ended(scheduler.next(now, 1).get(0), FAST, now);
        }

        assertThat(scheduler.isComplete()).isTrue();
        assertThat(scheduler.hasUsefulSource()).isFalse();
        assertThat(next(scheduler)).isEmpty();
    }

    @Test
    void aFileWithoutChunksIsCompleteAtOnce() {
        Random random = new Random(1);
        ChunkScheduler scheduler = new ChunkScheduler(
                new ChunkLayout(0), ChunkSet.none(0), new RarestFirst(0, random), new FetchLimits(1, 1), random);

        assertThat(scheduler.isComplete()).isTrue();
    }

    @Test
    void leavesAFailingSourceAloneForLongerAndLonger() {
        ChunkScheduler scheduler = scheduler(1, 1);
        scheduler.heardOf(Map.of(A, ALL));
        long shortest = 250;
        for (int failures = 1; failures <= 12; failures++) {
            ChunkAssignment request = next(scheduler).get(0);
            scheduler.ended(request, new FetchResult.Unreachable("away"), now);

            pass(Math.min(shortest, 15_000) - 1);
            assertThat(next(scheduler)).as("failure %d", failures).isEmpty();

            pass(30_000); // never longer than that
            shortest *= 2;
        }
        ChunkAssignment request = next(scheduler).get(0);
        scheduler.ended(request, FAST, now);
        assertThat(next(scheduler)).as("forgiven").hasSize(1);
    }

    @Test
    void aBusySourceIsAskedLessAtATimeAndNotBeforeItWishes() {
        ChunkScheduler scheduler = scheduler(256, 4);
        scheduler.heardOf(Map.of(A, ALL));
        for (int chunk = 0; chunk < 3; chunk++) {
            scheduler.ended(scheduler.next(now, 1).get(0), FAST, now);
        }
        List<ChunkAssignment> four = next(scheduler);
        assertThat(four).hasSize(4);
        scheduler.ended(four.get(0), new FetchResult.Busy(Duration.ofSeconds(2)), now);
        four.subList(1, 4).forEach(request -> scheduler.ended(request, new FetchResult.Cancelled(), now));

        pass(1999);
        assertThat(next(scheduler)).isEmpty();
        pass(1001);
        assertThat(next(scheduler)).hasSize(3);
        assertThat(scheduler.reports().get(0).banned()).isFalse();
    }

    @Test
    void aBusySourceThatWishesForNoPauseIsNotHammered() {
        ChunkScheduler scheduler = scheduler(256, 1);
        scheduler.heardOf(Map.of(A, ALL));
        scheduler.ended(next(scheduler).get(0), new FetchResult.Busy(Duration.ZERO), now);

        pass(99);
        assertThat(next(scheduler)).isEmpty();
        pass(51);
        assertThat(next(scheduler)).hasSize(1);
    }

    @Test
    void bansWhoSendsWrongBytesThreeTimes() {
        ChunkScheduler scheduler = scheduler(1, 1);
        scheduler.heardOf(Map.of(A, ALL));
        for (int strike = 0; strike < 3; strike++) {
            scheduler.ended(next(scheduler).get(0), new FetchResult.HashMismatch("wrong"), now);
            pass(60_000);
        }

        assertThat(next(scheduler)).isEmpty();
        assertThat(scheduler.hasUsefulSource()).isFalse();
        assertThat(scheduler.knownSources()).isEmpty();
        assertThat(scheduler.reports().get(0).banned()).isTrue();
        scheduler.heardOf(Map.of(A, ALL));
        assertThat(next(scheduler)).as("after news of it").isEmpty();
    }

    @Test
    void neverBansASourceForAnythingButWrongBytes() {
        List<FetchResult> mishaps = List.of(
                new FetchResult.Busy(Duration.ofSeconds(1)),
                new FetchResult.Unreachable("away"),
                new FetchResult.BadAnswer("odd"),
                new FetchResult.ChunkNotHeld(),
                new FetchResult.FileNotHeld(),
                new FetchResult.Cancelled(),
                new FetchResult.DiskFailed(new IOException("full")));
        ChunkScheduler scheduler = scheduler(1, 1);
        for (int round = 0; round < 20; round++) {
            for (FetchResult mishap : mishaps) {
                scheduler.heardOf(Map.of(A, ALL));
                scheduler.ended(next(scheduler).get(0), mishap, now);
                pass(60_000);
            }
        }
        assertThat(scheduler.reports().get(0).banned()).isFalse();
        assertThat(scheduler.knownSources()).containsKey(A);
    }

    @Test
    void forgetsOneChunkOfASourceThatDoesNotHoldIt() {
        ChunkScheduler scheduler = scheduler(1, 1);
        scheduler.heardOf(Map.of(A, ChunkSet.of(CHUNKS, 4)));
        scheduler.ended(next(scheduler).get(0), new FetchResult.ChunkNotHeld(), now);
        pass(60_000);

        assertThat(next(scheduler)).isEmpty();
        assertThat(scheduler.hasUsefulSource()).isFalse();
        scheduler.heardOf(Map.of(A, ChunkSet.of(CHUNKS, 4)));
        assertThat(next(scheduler)).as("heard anew").hasSize(1);
    }

    @Test
    void forgetsAllOfASourceThatHasTheFileNoMore() {
        ChunkScheduler scheduler = scheduler(1, 1);
        scheduler.heardOf(Map.of(A, ALL));
        scheduler.ended(next(scheduler).get(0), new FetchResult.FileNotHeld(), now);

        assertThat(scheduler.hasUsefulSource()).isFalse();
        assertThat(scheduler.knownSources().get(A)).isEqualTo(ChunkSet.none(CHUNKS));
    }

    @Test
    void sparesTheSeedWhereALeechHasTheChunk() {
        ChunkScheduler scheduler = scheduler(1, 4);
        PeerEndpoint seed = A;
        PeerEndpoint leech = B;
        scheduler.heardOf(Map.of(seed, ALL, leech, ChunkSet.of(CHUNKS, 0, 1, 2, 3, 4, 5, 6)));
        int fromSeed = 0;
        for (int i = 0; i < CHUNKS; i++) { // both as fast as each other
            ChunkAssignment request = next(scheduler).get(0);
            fromSeed += request.source().equals(seed) ? 1 : 0;
            scheduler.ended(request, FAST, now);
        }
        assertThat(fromSeed)
                .as("the three that only it has, and perhaps one to learn how fast it is")
                .isBetween(3, 4);
        assertThat(scheduler.isComplete()).isTrue();
    }

    @Test
    void asksAFasterSourceRatherThanASlowerOne() {
        ChunkScheduler scheduler = scheduler(2, 1);
        scheduler.heardOf(Map.of(A, ALL, B, ALL));
        for (ChunkAssignment request : next(scheduler)) {
            long millis = request.source().equals(A) ? 10 : 1000;
            scheduler.ended(request, new FetchResult.Verified(Duration.ofMillis(millis)), now);
        }

        assertThat(sourcesOf(scheduler.next(now, 1))).containsExactly(A);
    }

    @Test
    void sortsManySourcesOfNearlyTheSameCost() {
        ChunkScheduler scheduler = scheduler(1, 1);
        Map<PeerEndpoint, ChunkSet> many = new HashMap<>();
        for (int number = 0; number < 150; number++) {
            many.put(peer(number), ALL);
        }
        scheduler.heardOf(many);
        for (int round = 0; round < 2000; round++) { // cancelled requests teach nothing: costs differ by chance only
            scheduler.ended(next(scheduler).get(0), new FetchResult.Cancelled(), now);
        }
        assertThat(scheduler.inFlight()).isZero();
    }

    @Test
    void doublesASlowRequestOnlyAtTheEndAndAfterPatience() {
        ChunkScheduler scheduler = scheduler(ChunkSet.of(CHUNKS, 0, 1, 2, 3, 4, 5, 6, 7, 8), 8, 1);
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment slow = next(scheduler).get(0);
        scheduler.heardOf(Map.of(B, ALL, C, ALL));

        pass(299);
        assertThat(next(scheduler)).isEmpty();
        pass(1);
        List<ChunkAssignment> doubled = next(scheduler);
        assertThat(doubled).hasSize(1);
        assertThat(doubled.get(0).run()).isEqualTo(slow.run());
        assertThat(doubled.get(0).source()).isNotEqualTo(A);
        pass(1199);
        assertThat(next(scheduler)).as("a third one only much later").isEmpty();
        pass(1);
        ChunkAssignment third = next(scheduler).get(0);
        assertThat(third.source()).isNotIn(A, doubled.get(0).source());

        assertThat(scheduler.ended(third, FAST, now)).containsExactlyInAnyOrder(slow, doubled.get(0));
        assertThat(scheduler.isComplete()).isTrue();
        assertThat(scheduler.ended(slow, new FetchResult.Cancelled(), now)).isEmpty();
        assertThat(scheduler.ended(doubled.get(0), new FetchResult.Cancelled(), now))
                .isEmpty();
        assertThat(scheduler.isComplete()).isTrue();
        assertThat(scheduler.inFlight()).isZero();
    }

    @Test
    void doesNotDoubleWhileThereIsAnythingElseToAskFor() {
        ChunkScheduler scheduler = scheduler(8, 1);
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment slow = next(scheduler).get(0);
        pass(10_000);
        scheduler.heardOf(Map.of(B, ChunkSet.of(CHUNKS, slow.run().first())));

        assertThat(next(scheduler)).isEmpty();
    }

    @Test
    void theLoserOfADoubleThatFailsDoesNotOpenTheChunkAgain() {
        ChunkScheduler scheduler = scheduler(ChunkSet.of(CHUNKS, 0, 1, 2, 3, 4, 5, 6, 7, 8), 8, 1);
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment first = next(scheduler).get(0);
        scheduler.heardOf(Map.of(B, ALL));
        pass(400);
        ChunkAssignment second = next(scheduler).get(0);

        scheduler.ended(second, new FetchResult.Unreachable("away"), now);

        assertThat(next(scheduler)).as("the first is still under way").isEmpty();
        scheduler.ended(first, new FetchResult.Unreachable("away"), now);
        pass(60_000);
        assertThat(next(scheduler)).extracting(request -> request.run().first()).containsExactly(9);
    }

    @Test
    void sourcesThatTrickleCannotKeepAnHonestOneOut() {
        ChunkScheduler scheduler = scheduler(2, 2);
        scheduler.heardOf(Map.of(A, ALL, B, ALL));
        List<ChunkAssignment> trickling = next(scheduler);
        assertThat(trickling).hasSize(2);
        scheduler.heardOf(Map.of(C, ALL)); // honest, but every place is taken

        pass(29_999);
        assertThat(scheduler.giveUp(now)).isEmpty();
        pass(1);
        List<ChunkAssignment> givenUp = scheduler.giveUp(now);
        assertThat(givenUp).containsExactlyInAnyOrderElementsOf(trickling);
        assertThat(scheduler.giveUp(now)).as("named once").isEmpty();
        givenUp.forEach(request -> scheduler.ended(request, new FetchResult.Cancelled(), now));

        assertThat(sourcesOf(next(scheduler))).containsOnly(C);
    }

    @Test
    void whereEverySourceIsSlowTheyGetLongerAndLonger() {
        ChunkScheduler scheduler = scheduler(1, 1);
        scheduler.heardOf(Map.of(A, ALL, B, ALL));
        long patience = 30_000;
        for (int round = 0; round < 6; round++) {
            ChunkAssignment slow = next(scheduler).get(0);
            pass(patience - 1);
            assertThat(scheduler.giveUp(now)).as("round %d", round).isEmpty();
            pass(1);
            assertThat(scheduler.giveUp(now)).as("round %d", round).containsExactly(slow);
            scheduler.ended(slow, new FetchResult.Cancelled(), now);
            pass(30_000);
            patience *= 2;
        }
    }

    @Test
    void givesUpARequestThatTakesTwentyTimesAsLongAsAFreeSourceWould() {
        ChunkScheduler scheduler = scheduler(2, 1);
        scheduler.heardOf(Map.of(A, ALL));
        scheduler.ended(next(scheduler).get(0), new FetchResult.Verified(Duration.ofSeconds(2)), now);
        scheduler.heardOf(Map.of(B, ALL));
        Map<PeerEndpoint, ChunkAssignment> bySource = new HashMap<>();
        next(scheduler).forEach(request -> bySource.put(request.source(), request));
        pass(41_000);
        assertThat(scheduler.giveUp(now)).as("nobody is free to do better").isEmpty();
        scheduler.ended(Objects.requireNonNull(bySource.get(A)), new FetchResult.Verified(Duration.ofSeconds(2)), now);

        assertThat(scheduler.giveUp(now)).containsExactly(bySource.get(B));
    }

    @Test
    void remembersABoundedCountOfSourcesAndPrefersThoseThatWork() {
        ChunkScheduler scheduler = scheduler(256, 1);
        Map<PeerEndpoint, ChunkSet> dead = new HashMap<>();
        for (int number = 0; number < ChunkScheduler.SOURCES_MAX; number++) {
            dead.put(peer(number), ALL);
        }
        scheduler.heardOf(dead);
        PeerEndpoint honest = peer(4000);
        scheduler.heardOf(Map.of(honest, ALL));
        assertThat(scheduler.knownSources()).hasSize(ChunkScheduler.SOURCES_MAX).doesNotContainKey(honest);

        for (ChunkAssignment request : next(scheduler)) {
            scheduler.ended(request, new FetchResult.Unreachable("dead"), now);
        }
        scheduler.heardOf(Map.of(honest, ALL));

        assertThat(scheduler.knownSources()).hasSize(ChunkScheduler.SOURCES_MAX).containsKey(honest);
    }

    @Test
    void aBannedSourceStaysBannedWhenItsPlaceWasNeeded() {
        ChunkScheduler scheduler = scheduler(1, 1);
        scheduler.heardOf(Map.of(A, ALL));
        for (int strike = 0; strike < 3; strike++) {
            scheduler.ended(next(scheduler).get(0), new FetchResult.HashMismatch("wrong"), now);
            pass(60_000);
        }
        Map<PeerEndpoint, ChunkSet> others = new HashMap<>();
        for (int number = 100; number < 100 + ChunkScheduler.SOURCES_MAX; number++) {
            others.put(peer(number), ChunkSet.none(CHUNKS));
        }
        scheduler.heardOf(others);
        scheduler.heardOf(Map.of(A, ALL));

        assertThat(scheduler.knownSources()).doesNotContainKey(A);
        assertThat(next(scheduler)).isEmpty();
    }

    private static final ChunkSet NOTHING = ChunkSet.none(CHUNKS);

    private static SourceNews seedOffering(Integer... offers) {
        return new SourceNews(ALL, List.of(offers), OptionalLong.of(50L << 20));
    }

    private static SourceNews leech(long queuedBytes, int... held) {
        return new SourceNews(ChunkSet.of(CHUNKS, held), List.of(), OptionalLong.of(queuedBytes));
    }

    private static List<Integer> chunksOf(List<ChunkAssignment> requests) {
        return requests.stream().map(request -> request.run().first()).toList();
    }

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

    private static ChunkScheduler schedulerOfMany() {
        Random random = new Random(7);
        return new ChunkScheduler(
                new ChunkLayout((long) MANY * ChunkLayout.CHUNK_SIZE_MIN),
                ChunkSet.none(MANY),
                new RarestFirst(MANY, random),
                new FetchLimits(16, 4),
                random);
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
        getChunks(scheduler, 50, 1);
        scheduler.heardInPassing(B, new ChunkNews(OptionalInt.empty(), List.of(9), OptionalLong.empty()));
        getChunks(scheduler, 50, 1);
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
    void inTheFilesOrderNoMoreIsUnderWayThanMemoryHoldsForTheHash() {
        ChunkScheduler scheduler = schedulerOfMany();
        scheduler.heardOf(Map.of(A, ALL_OF_MANY, B, ALL_OF_MANY, C, ALL_OF_MANY, peer(4), ALL_OF_MANY));
        getChunks(scheduler, 60, 1);

        List<ChunkAssignment> underWay = next(scheduler);

        assertThat(underWay).hasSizeBetween(4, 8);
        assertThat(underWay.stream().mapToInt(request -> request.run().count()).sum())
                .isBetween(8, 16);
    }

    @Test
    void asksASeedForNothingBeforeItHasAnsweredTheFirstExchange() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heardOf(Map.of(A, ALL));
        assertThat(scheduler.exchangesDue(now)).extracting(ExchangeDue::peer).containsExactly(A);

        assertThat(next(scheduler)).isEmpty();
        scheduler.heard(A, seedOffering(3), now);
        assertThat(chunksOf(next(scheduler))).startsWith(3);
    }

    @Test
    void asksNoneOfSeveralSeedsForAnythingBeforeItHasAnsweredTheFirstExchange() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heardOf(Map.of(A, ALL, B, ALL));
        assertThat(scheduler.exchangesDue(now)).extracting(ExchangeDue::peer).containsExactlyInAnyOrder(A, B);
        scheduler.heardOf(Map.of(C, ALL));

        assertThat(next(scheduler)).isEmpty();
    }

    @Test
    void takesFromASeedWhatItOffersAndNothingElseWhileItIsBusy() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heardOf(Map.of(A, ALL, B, NOTHING));
        scheduler.exchangesDue(now);
        scheduler.heard(A, seedOffering(4, 7), now);

        ChunkAssignment first = next(scheduler).get(0);
        assertThat(chunksOf(List.of(first))).containsExactly(4);
        scheduler.ended(first, FAST, now);
        ChunkAssignment second = next(scheduler).get(0);
        assertThat(chunksOf(List.of(second))).containsExactly(7);
        scheduler.ended(second, FAST, now);
        pass(10_000);
        assertThat(next(scheduler)).as("it has much to send to others").isEmpty();
    }

    @Test
    void asksAnIdleSeedThatOffersNothingRatherThanNobody() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heardOf(Map.of(A, ALL, B, NOTHING));
        scheduler.exchangesDue(now);
        scheduler.heard(A, new SourceNews(ALL, List.of(), OptionalLong.of(0)), now);

        assertThat(sourcesOf(next(scheduler))).containsExactly(A);
    }

    @Test
    void asksASeedThatKnowsNoExchangesForAnything() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heardOf(Map.of(A, ALL, B, NOTHING));
        scheduler.exchangesDue(now);
        scheduler.exchangeFailed(A, now);

        assertThat(sourcesOf(next(scheduler))).containsExactly(A);
    }

    @Test
    void wantsOffersOfWhatNobodyElseHoldsOrSends() {
        ChunkScheduler scheduler = scheduler(ChunkSet.of(CHUNKS, 0), 16, 4);
        scheduler.heard(B, leech(0, 1, 2), now);
        scheduler.heardOf(Map.of(A, ALL));

        List<ExchangeDue> due = scheduler.exchangesDue(now);

        assertThat(due.get(0).peer()).isEqualTo(A);
        assertThat(due.get(0).lacks()).isEqualTo(ChunkSet.of(CHUNKS, 3, 4, 5, 6, 7, 8, 9));
        assertThat(due.get(0).offersWanted()).isPositive();
    }

    @Test
    void asksTheLeechWithTheShorterQueue() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heard(A, leech(0, 1), now);
        scheduler.ended(next(scheduler).get(0), new FetchResult.Verified(Duration.ofMillis(125)), now);
        scheduler.heard(A, leech(3 << 20, 1, 2), now);
        scheduler.heard(B, leech(0, 2), now);

        assertThat(sourcesOf(scheduler.next(now, 1))).containsExactly(B);
    }

    @Test
    void asksNobodyWhoseQueueIsLongWhileSomethingIsUnderWay() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heard(A, leech(0, 1), now);
        scheduler.ended(next(scheduler).get(0), new FetchResult.Verified(Duration.ofMillis(125)), now);
        scheduler.heard(A, leech(0, 1, 2), now);
        scheduler.heard(B, leech(40 << 20, 3, 4), now);

        assertThat(sourcesOf(next(scheduler))).containsExactly(A);
        scheduler.heard(B, leech(1 << 20, 3, 4), now);
        assertThat(sourcesOf(next(scheduler))).containsExactly(B);
    }

    private static ChunkNews inPassing(long queuedBytes, Integer... latest) {
        return new ChunkNews(OptionalInt.empty(), List.of(latest), OptionalLong.of(queuedBytes));
    }

    @Test
    void asksForWhatASourceMentionedInPassing() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heard(A, leech(0), now);
        assertThat(next(scheduler)).isEmpty();

        assertThat(scheduler.heardInPassing(A, inPassing(0, 7, 99))).isTrue();
        assertThat(scheduler.heardInPassing(A, inPassing(0, 7))).as("no news").isFalse();

        assertThat(chunksOf(next(scheduler))).containsExactly(7);
    }

    @Test
    void whatWasMentionedInPassingCountsAsACopy() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heardOf(Map.of(A, ALL));
        scheduler.heard(B, leech(0, 1), now);
        scheduler.heardInPassing(B, inPassing(0, 2));

        assertThat(scheduler.exchangesDue(now).get(0).lacks())
                .as("what only the seed has")
                .isEqualTo(ALL.minus(ChunkSet.of(CHUNKS, 1, 2)));
    }

    @Test
    void takesTheQueueThatWasMentionedInPassing() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heard(A, leech(0, 1), now);
        scheduler.ended(next(scheduler).get(0), new FetchResult.Verified(Duration.ofMillis(125)), now);
        scheduler.heard(A, leech(0, 1, 2), now);
        scheduler.heard(B, leech(1 << 20, 2), now);
        scheduler.heardInPassing(A, inPassing(3 << 20));

        assertThat(sourcesOf(scheduler.next(now, 1))).containsExactly(B);
    }

    @Test
    void aSourceThatMentionsItsLastChunkIsASeed() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heard(A, leech(0, 0, 1, 2, 3, 4, 5, 6, 7, 8), now);
        scheduler.heardInPassing(A, inPassing(0, 9));
        pass(5000);

        assertThat(scheduler.exchangesDue(now))
                .as("offers are wanted of seeds only")
                .anyMatch(due -> due.peer().equals(A) && due.offersWanted() > 0);
    }

    @Test
    void takesNothingInPassingFromStrangersAndTheBanned() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heardInPassing(A, inPassing(0, 1));
        scheduler.heard(B, leech(0, 1, 2, 3), now);
        while (!scheduler.reports().get(0).banned()) {
            scheduler.ended(next(scheduler).get(0), new FetchResult.HashMismatch("a lie"), now);
            pass(60_000);
        }
        scheduler.heardInPassing(B, inPassing(0, 4));

        assertThat(next(scheduler)).isEmpty();
        assertThat(scheduler.reports()).extracting(SourceReport::endpoint).containsExactly(B.url());
    }

    @Test
    void whereAnswersTakeLongMoreIsAskedAheadAndNewsAreAskedForLessOften() {
        assertThat(askedAhead(5)).isEqualTo(1);
        assertThat(askedAhead(600)).isEqualTo(2);
        assertThat(exchangesInFiveSeconds(0)).isGreaterThan(20);
        assertThat(exchangesInFiveSeconds(500)).isBetween(5, 20);
    }

    /** How many of two chunks are asked of two leeches, of which one has a queue of more than half a second. */
    private int askedAhead(long answerMillis) {
        now = Instant.EPOCH;
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heard(A, leech(0, 1), now);
        scheduler.ended(next(scheduler).get(0), new FetchResult.Verified(Duration.ofMillis(125)), now);
        for (int round = 0; round < 40; round++) {
            pass(2000);
            List<ExchangeDue> asked = scheduler.exchangesDue(now);
            pass(answerMillis);
            asked.forEach(due -> scheduler.heard(due.peer(), leech(0, 1), now));
        }
        scheduler.heard(A, leech(0, 1, 2), now);
        scheduler.heard(B, leech(7 << 20, 3), now);
        return next(scheduler).size();
    }

    private int exchangesInFiveSeconds(long answerMillis) {
        now = Instant.EPOCH;
        ChunkScheduler scheduler = scheduler(16, 4);
        List<PeerEndpoint> peers = List.of(A, B, C);
        peers.forEach(peer -> scheduler.heard(peer, leech(0), now));
        Map<PeerEndpoint, Instant> answers = new HashMap<>();
        int exchanges = 0;
        for (Instant end = now.plusSeconds(25); now.isBefore(end); pass(5)) {
            for (ExchangeDue due : scheduler.exchangesDue(now)) {
                answers.put(due.peer(), now.plusMillis(answerMillis));
                exchanges += now.isBefore(end.minusSeconds(5)) ? 0 : 1;
            }
            for (PeerEndpoint peer : peers) {
                if (answers.containsKey(peer) && !now.isBefore(Objects.requireNonNull(answers.get(peer)))) {
                    answers.remove(peer);
                    scheduler.heard(peer, leech(0), now);
                }
            }
        }
        return exchanges;
    }

    @Test
    void aStarvingPeerHearsFromEverybodyWithinTwoSecondsHoweverLongItStarves() {
        ChunkScheduler scheduler = scheduler(16, 4);
        List<PeerEndpoint> peers = List.of(A, B, C);
        peers.forEach(peer -> scheduler.heard(peer, leech(0, 1), now));
        scheduler.ended(next(scheduler).get(0), FAST, now);
        scheduler.heard(A, leech(0, 1, 2), now);
        ChunkAssignment second = next(scheduler).get(0);
        scheduler.ended(second, FAST, now);
        pass(600_000);
        scheduler.exchangesDue(now).forEach(due -> scheduler.heard(due.peer(), leech(0, 1), now));
        Map<PeerEndpoint, Integer> asked = new HashMap<>();
        for (int step = 0; step < 200; step++) {
            pass(10);
            for (ExchangeDue due : scheduler.exchangesDue(now)) {
                asked.merge(due.peer(), 1, Integer::sum);
                scheduler.heard(due.peer(), leech(0, 1), now);
            }
        }
        assertThat(asked).containsOnlyKeys(peers);
    }

    @Test
    void isWellInformedWhileChunksAreUnderWayAndNeighboursAnswer() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heardOf(Map.of(A, ChunkSet.of(CHUNKS, 1)));
        ChunkAssignment request = next(scheduler).get(0);
        assertThat(scheduler.isWellInformed()).as("nobody exchanges news").isFalse();

        scheduler.heard(A, leech(0, 1), now);
        assertThat(scheduler.isWellInformed()).isTrue();

        scheduler.ended(request, FAST, now);
        assertThat(scheduler.isWellInformed()).as("nothing is under way").isFalse();
    }

    @Test
    void exchangesWithWhomItHasNotHeardForLongest() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heard(A, leech(0), now);
        pass(10);
        scheduler.heard(B, leech(0), now);
        pass(89);
        assertThat(scheduler.exchangesDue(now)).isEmpty();
        pass(1);
        assertThat(scheduler.exchangesDue(now)).extracting(ExchangeDue::peer).containsExactly(A);
        pass(5000);
        assertThat(scheduler.exchangesDue(now))
                .as("the other has not answered yet")
                .extracting(ExchangeDue::peer)
                .containsExactly(B);
    }

    @Test
    void exchangesLessOftenWithWhoDoesNotAnswer() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heard(A, leech(0), now);
        int asked = 0;
        for (int step = 0; step < 600; step++) {
            pass(100);
            for (ExchangeDue due : scheduler.exchangesDue(now)) {
                asked++;
                scheduler.exchangeFailed(due.peer(), now);
            }
        }
        assertThat(asked).isBetween(2, 5);
    }

    @Test
    void requestsThatMayNeverEndTakeNobodysPlace() {
        ChunkScheduler scheduler = scheduler(16, 4);
        for (int number = 100; number < 106; number++) { // more would be asked, were these not under way
            scheduler.heard(peer(number), leech(0, number - 100), now);
        }
        assertThat(next(scheduler)).hasSize(6);
        scheduler.heard(B, leech(0, 8, 9), now);
        assertThat(next(scheduler)).isEmpty();

        pass(2000);

        assertThat(sourcesOf(next(scheduler))).containsExactly(B);
    }

    @Test
    void chunksBeforeAFailureInARunStayDone() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment request = next(scheduler).get(0);
        scheduler.verified(request, request.run().first(), now);
        scheduler.ended(request, new FetchResult.Unreachable("away"), now);
        pass(60_000);

        assertThat(chunksOf(next(scheduler))).doesNotContain(request.run().first());
    }

    @Test
    void refusesAnEndThatHasNoBeginning() {
        ChunkScheduler scheduler = scheduler(1, 1);
        ChunkAssignment unknown = new ChunkAssignment(5, ChunkRun.of(0), A, now);

        assertThatThrownBy(() -> scheduler.ended(unknown, FAST, now)).isInstanceOf(IllegalArgumentException.class);
    }
}
