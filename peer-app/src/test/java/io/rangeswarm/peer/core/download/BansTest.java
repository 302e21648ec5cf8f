package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.pick.RarestFirst;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is banned, by which download, and for how long. */
class BansTest extends SchedulerTestBase {

    private static final FetchResult LIE = new FetchResult.HashMismatch("wrong");

    private void lieThrice(ChunkScheduler scheduler) {
        for (int lie = 0; lie < 3; lie++) {
            scheduler.ended(next(scheduler).get(0), LIE, now);
            pass(30_000); // the longest pause after a failure
        }
    }

    private void anotherDownloadBansA() {
        while (!misconduct.lied(A)) {
            pass(1);
        }
    }

    @Test
    void aBanHoldsInEveryDownload() {
        ChunkScheduler first = scheduler(1, 1);
        ChunkScheduler second = scheduler(1, 1);
        first.heardOf(Map.of(A, ALL));
        second.heardOf(Map.of(A, ALL));

        lieThrice(first);
        second.heardOf(Map.of(A, ALL, B, ALL));

        assertThat(sourcesOf(next(second))).containsExactly(B);
        assertThat(second.knownSources()).containsOnlyKeys(B);
        ChunkScheduler third = scheduler(1, 1);
        third.heardOf(Map.of(A, ALL));
        assertThat(next(third)).isEmpty();
    }

    @Test
    void whoseBanHasEndedIsAskedAgainAndBannedByItsNextLie() {
        ChunkScheduler scheduler = scheduler(1, 1);
        scheduler.heardOf(Map.of(A, ALL));
        lieThrice(scheduler);
        scheduler.heardOf(Map.of(A, ALL));
        assertThat(next(scheduler)).isEmpty();

        pass(Misconduct.FIRST_BAN.toMillis());
        scheduler.heardOf(Map.of(A, ALL));
        scheduler.ended(next(scheduler).get(0), LIE, now);
        pass(Misconduct.FIRST_BAN.toMillis());
        scheduler.heardOf(Map.of(A, ALL));

        assertThat(next(scheduler)).isEmpty();
        assertThat(scheduler.hasUsefulSource()).isFalse();
    }

    @Test
    void aBanOfAnotherDownloadHoldsAsSoonAsAnAnswerHasCome() {
        ChunkScheduler scheduler = scheduler(2, 1);
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment underWay = next(scheduler).get(0);
        anotherDownloadBansA();
        scheduler.ended(underWay, FAST, now);

        assertThat(next(scheduler)).isEmpty();
        assertThat(scheduler.hasUsefulSource()).isFalse();
    }

    @Test
    void aBanOfAnotherDownloadWaitsForNothingThatIsUnderWay() {
        ChunkScheduler scheduler = scheduler(1, 1);
        scheduler.heardOf(Map.of(A, ALL));
        ChunkAssignment underWay = next(scheduler).get(0);
        anotherDownloadBansA();
        scheduler.heardOf(Map.of(A, ALL));
        pass(Misconduct.FIRST_BAN.toMillis());
        scheduler.heardOf(Map.of(A, ALL));
        scheduler.ended(underWay, FAST, now);

        assertThat(next(scheduler)).as("before it was heard of again").isEmpty();
        scheduler.heardOf(Map.of(A, ALL));
        assertThat(next(scheduler)).hasSize(1);
    }

    /** What befalls an honest source: slow, away, restarting, cut off by its network, and a bit flipped in ever so many chunks. */
    private static FetchResult honest(Random random) {
        if (random.nextInt(500) == 0) {
            return LIE;
        }
        return switch (random.nextInt(10)) {
            case 0 -> new FetchResult.Unreachable("connection reset");
            case 1 -> new FetchResult.BadAnswer("the body ended early");
            case 2 -> new FetchResult.Busy(Duration.ofSeconds(1));
            case 3 -> new FetchResult.ChunkNotHeld();
            case 4 -> new FetchResult.Cancelled();
            default -> FAST;
        };
    }

    private static FetchResult lying(Random random) {
        return random.nextInt(10) == 0 ? LIE : FAST;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anHonestSourceIsNeverBannedAndALiarAlwaysIs(long seed) {
        Random random = new Random(seed);
        int chunks = 4096;
        ChunkScheduler scheduler = new ChunkScheduler(
                new ChunkLayout((long) chunks * ChunkLayout.CHUNK_SIZE_MIN),
                ChunkSet.none(chunks),
                new RarestFirst(chunks, random),
                new FetchLimits(16, 4),
                random,
                misconduct);
        Map<PeerEndpoint, ChunkSet> all = Map.of(A, ChunkSet.all(chunks), B, ChunkSet.all(chunks));
        boolean liarWasBanned = false;
        while (!scheduler.isComplete()) {
            scheduler.heardOf(all);
            for (ChunkAssignment request : next(scheduler)) {
                boolean isLiar = request.source().equals(B);
                scheduler.ended(request, isLiar ? lying(random) : honest(random), now);
            }
            pass(100);
            assertThat(misconduct.isBanned(A)).as("seed %d", seed).isFalse();
            liarWasBanned |= misconduct.isBanned(B);
        }
        assertThat(liarWasBanned).as("seed %d", seed).isTrue();
    }
}
