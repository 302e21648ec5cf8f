package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.pick.RarestFirst;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which requests are made, and what is learned from how they end. */
class ChunkSchedulerTest extends SchedulerTestBase {

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
                new ChunkLayout(0),
                ChunkSet.none(0),
                new RarestFirst(0, random),
                new FetchLimits(1, 1),
                random,
                misconduct);

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

    private ChunkScheduler lackingOneChunk() {
        return scheduler(ChunkSet.of(CHUNKS, 0, 1, 2, 3, 4, 5, 6, 7, 8), 8, 1);
    }

    @Test
    void doublesASlowRequestOnlyAtTheEndAndAfterPatience() {
        ChunkScheduler scheduler = lackingOneChunk();
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
    void doesNotDoubleAChunkThatWillBeHereSoonerThanAnotherCouldBringIt() {
        assertThat(askedAfterSixTenthsOfASecond(CHUNK * 3 / 4))
                .as("0.2 s are left")
                .isEmpty();
        assertThat(askedAfterSixTenthsOfASecond(CHUNK / 2)).as("0.6 s are left").containsExactly(B);
    }

    private List<PeerEndpoint> askedAfterSixTenthsOfASecond(int arrived) {
        ChunkScheduler scheduler = lackingOneChunk();
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment coming = next(scheduler).get(0);
        scheduler.heardOf(Map.of(B, ALL));
        pass(600);
        arrives(coming, arrived);
        return sourcesOf(next(scheduler));
    }

    @Test
    void aChunkThatStopsComingIsDoubled() {
        ChunkScheduler scheduler = lackingOneChunk();
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment stuck = next(scheduler).get(0);
        scheduler.heardOf(Map.of(B, ALL));
        pass(400);
        arrives(stuck, CHUNK - 1);
        assertThat(next(scheduler)).as("a byte is missing").isEmpty();
        pass(300);
        assertThat(next(scheduler)).isEmpty();
        pass(1);
        assertThat(sourcesOf(next(scheduler))).containsExactly(B);
    }

    @Test
    void aChunkThatComesInTurnsIsNotDoubledInBetween() {
        ChunkScheduler scheduler = lackingOneChunk();
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment inTurns = next(scheduler).get(0);
        scheduler.heardOf(Map.of(B, ALL));
        pass(900);
        arrives(inTurns, CHUNK * 3 / 4);
        assertThat(next(scheduler)).as("due in 0.3 s").isEmpty();
        pass(599);
        assertThat(next(scheduler)).as("silent for 0.6 s, late for 0.3 s").isEmpty();
        pass(1);
        assertThat(sourcesOf(next(scheduler))).containsExactly(B);
    }

    @Test
    void whoHasSentNothingOfAChunkThatComesFromElsewhereIsLetGoUnpunished() {
        ChunkScheduler scheduler = lackingOneChunk();
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment queued = next(scheduler).get(0);
        scheduler.heardOf(Map.of(B, ALL));
        pass(300);
        ChunkAssignment begun = next(scheduler).get(0);
        arrives(begun, CHUNK / 4 - 1);
        assertThat(scheduler.giveUp(now)).as("not yet a good part").isEmpty();

        arrives(begun, 1);
        assertThat(scheduler.giveUp(now)).containsExactly(queued);
        assertThat(scheduler.giveUp(now)).as("named once").isEmpty();
        scheduler.ended(queued, new FetchResult.Cancelled(), now);
        assertThat(scheduler.reports())
                .allSatisfy(report -> assertThat(report.failures()).isZero());

        scheduler.ended(begun, new FetchResult.Unreachable("gone"), now);
        assertThat(sourcesOf(next(scheduler))).as("and asked again").containsExactly(A);
    }

    @Test
    void whoBeginsAChunkAndThenTricklesKeepsNobodyElseFromBringingIt() {
        ChunkScheduler scheduler = lackingOneChunk();
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment trickling = next(scheduler).get(0);
        scheduler.heardOf(Map.of(B, ALL));
        arrives(trickling, CHUNK / 4);
        pass(1000);
        arrives(trickling, 1);
        assertThat(sourcesOf(next(scheduler))).containsExactly(B);

        for (int tick = 0; tick < 20; tick++) {
            pass(50);
            arrives(trickling, 1);
            assertThat(scheduler.giveUp(now)).as("tick %d", tick).isEmpty();
        }
    }

    @Test
    void ofTwoWhoSendAChunkTheLaterIsLetGoUnpunished() {
        ChunkScheduler scheduler = lackingOneChunk();
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment later = next(scheduler).get(0);
        scheduler.heardOf(Map.of(B, ALL));
        pass(300);
        ChunkAssignment sooner = next(scheduler).get(0);
        arrives(later, CHUNK / 32);
        arrives(sooner, CHUNK / 16);
        pass(100);
        arrives(later, CHUNK / 8);
        arrives(sooner, CHUNK / 8);
        assertThat(scheduler.giveUp(now)).as("too early to tell").isEmpty();

        pass(10);
        arrives(sooner, CHUNK / 16);
        assertThat(scheduler.giveUp(now)).containsExactly(later);
        assertThat(scheduler.giveUp(now)).as("named once, and never both").isEmpty();
        scheduler.ended(later, new FetchResult.Cancelled(), now);
        assertThat(scheduler.reports())
                .allSatisfy(report -> assertThat(report.failures()).isZero());
    }

    @Test
    void whoseChunkIsVerifiedIsNotLetGo() {
        ChunkScheduler scheduler = lackingOneChunk();
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment request = next(scheduler).get(0);
        pass(10);
        arrives(request, CHUNK);
        scheduler.verified(request, request.run().first(), now);

        assertThat(scheduler.giveUp(now)).as("its connection will be of use").isEmpty();
    }

    @Test
    void whoHasStoppedSendingIsNotLetGoForAnother() {
        ChunkScheduler scheduler = lackingOneChunk();
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment stopped = next(scheduler).get(0);
        scheduler.heardOf(Map.of(B, ALL));
        pass(10);
        arrives(stopped, CHUNK / 8);
        pass(10);
        arrives(stopped, CHUNK / 8);
        pass(700);
        ChunkAssignment coming = next(scheduler).get(0);
        pass(100);
        arrives(coming, CHUNK / 2);

        assertThat(scheduler.giveUp(now))
                .as("what does not come is not in vain")
                .isEmpty();
        arrives(stopped, 1);
        pass(50);
        arrives(stopped, CHUNK / 16);
        arrives(coming, CHUNK / 8);
        assertThat(scheduler.giveUp(now)).as("it goes on, and will be later").containsExactly(stopped);
    }

    @Test
    void aChunkThatHadToWaitForItsTurnAndComesIsNotDoubled() {
        ChunkScheduler scheduler = lackingOneChunk();
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment waited = next(scheduler).get(0);
        scheduler.heardOf(Map.of(B, ALL));
        pass(1400);
        arrives(waited, CHUNK / 16);
        pass(50);
        arrives(waited, CHUNK / 4);

        assertThat(next(scheduler)).as("0.14 s are left").isEmpty();
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
        ChunkScheduler scheduler = lackingOneChunk();
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
