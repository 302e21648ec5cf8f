package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What comes of seeds' offers, and of what peers tell each other. */
class SchedulerNewsTest extends SchedulerTestBase {

    private static final ChunkSet NOTHING = ChunkSet.none(CHUNKS);

    private static SourceNews seedOffering(Integer... offers) {
        return new SourceNews(ALL, List.of(offers), OptionalLong.of(50L << 20));
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
    void wantsFewOffersAlthoughTheFirstChunksCameAtOnce() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heardOf(Map.of(A, ALL, B, NOTHING));
        scheduler.exchangesDue(now);
        scheduler.heard(A, seedOffering(4, 7, 9), now);
        pass(300);
        for (int chunks = 0; chunks < 2; chunks++) { // what an idle uplink sends before its limit holds
            next(scheduler).forEach(assignment -> {
                pass(1);
                scheduler.ended(assignment, FAST, now);
            });
        }
        pass(200);

        ExchangeDue again = scheduler.exchangesDue(now).get(0);

        assertThat(again.peer()).isEqualTo(A);
        assertThat(again.offersWanted()).as("0.4 s of a chunk each 0.1 s").isEqualTo(4);
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

    @Test
    void aQueueThatWasLongSomeTimeAgoIsNoReasonAgainstAskingForWhoHasLittleUnderWay() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heard(A, leech(0, 1), now);
        scheduler.ended(next(scheduler).get(0), new FetchResult.Verified(Duration.ofMillis(125)), now);
        scheduler.heard(B, leech(40 << 20, 2, 3, 4, 5, 6), now);
        pass(3000);
        scheduler.heard(A, leech(0, 1, 7), now);
        scheduler.heard(C, leech(40 << 20, 8, 9), now);

        assertThat(sourcesOf(next(scheduler))).as("C has just said so").containsExactly(A, B);
    }

    private static ChunkNews inPassing(long queuedBytes, Integer... latest) {
        return new ChunkNews(OptionalInt.empty(), List.of(latest), OptionalLong.of(queuedBytes));
    }

    @Test
    void asksForWhatASourceMentionedInPassing() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heard(A, leech(0), now);
        assertThat(next(scheduler)).isEmpty();

        assertThat(scheduler.heardInPassing(A, inPassing(0, 7, 99), now)).isTrue();
        assertThat(scheduler.heardInPassing(A, inPassing(0, 7), now))
                .as("no news")
                .isFalse();

        assertThat(chunksOf(next(scheduler))).containsExactly(7);
    }

    @Test
    void whatWasMentionedInPassingCountsAsACopy() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heardOf(Map.of(A, ALL));
        scheduler.heard(B, leech(0, 1), now);
        scheduler.heardInPassing(B, inPassing(0, 2), now);

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
        scheduler.heardInPassing(A, inPassing(3 << 20), now);

        assertThat(sourcesOf(scheduler.next(now, 1))).containsExactly(B);
    }

    @Test
    void theTimeInTheQueueThatAnAnswerToldOfIsNotHeldAgainstTheSource() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heard(A, leech(0, 1), now);
        ChunkAssignment queued = next(scheduler).get(0);
        scheduler.answered(queued, inPassing(7 << 20), now);
        scheduler.ended(queued, new FetchResult.Verified(Duration.ofSeconds(1)), now);
        scheduler.heard(B, leech(0, 2), now);
        scheduler.ended(next(scheduler).get(0), new FetchResult.Verified(Duration.ofMillis(500)), now);

        scheduler.heard(A, leech(1 << 20, 1, 3), now);
        scheduler.heard(B, leech(0, 2, 3), now);

        assertThat(sourcesOf(scheduler.next(now, 1)))
                .as("eight MiB a second, not one; B sends two")
                .containsExactly(A);
    }

    @Test
    void aSourceThatMentionsItsLastChunkIsASeed() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heard(A, leech(0, 0, 1, 2, 3, 4, 5, 6, 7, 8), now);
        scheduler.heardInPassing(A, inPassing(0, 9), now);
        pass(5000);

        assertThat(scheduler.exchangesDue(now))
                .as("offers are wanted of seeds only")
                .anyMatch(due -> due.peer().equals(A) && due.offersWanted() > 0);
    }

    @Test
    void takesNothingInPassingFromStrangersAndTheBanned() {
        ChunkScheduler scheduler = scheduler(16, 4);
        scheduler.heardInPassing(A, inPassing(0, 1), now);
        scheduler.heard(B, leech(0, 1, 2, 3), now);
        while (!scheduler.reports().get(0).banned()) {
            scheduler.ended(next(scheduler).get(0), new FetchResult.HashMismatch("a lie"), now);
            pass(60_000);
        }
        scheduler.heardInPassing(B, inPassing(0, 4), now);

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
}
