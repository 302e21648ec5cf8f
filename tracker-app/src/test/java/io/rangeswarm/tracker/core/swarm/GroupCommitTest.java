package io.rangeswarm.tracker.core.swarm;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static io.rangeswarm.tracker.core.swarm.Samples.peer;
import static io.rangeswarm.tracker.core.swarm.Samples.profile;
import static io.rangeswarm.tracker.core.swarm.Samples.shared;
import static io.rangeswarm.tracker.core.swarm.Samples.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Changes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes that wait for the same turn: who shares a transaction, who suffers from whom, who is turned away. */
@Timeout(30)
class GroupCommitTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(30);

    private final MemorySwarm swarm = new MemorySwarm();
    private final Manifest ten = manifest(1000, "thousand");
    private final GroupCommit commits = new GroupCommit(swarm, new GroupCommit.Bounds(1, 16, 8));
    private final ExecutorService callers = Executors.newCachedThreadPool();

    /** Holds the only line until it is opened, so that what comes meanwhile is committed together. */
    private final CountDownLatch gate = new CountDownLatch(1);

    private final CountDownLatch atTheGate = new CountDownLatch(1);

    private CompletableFuture<Answer<Integer>> atTheGateIs = new CompletableFuture<>();

    @BeforeEach
    void somePeersAndAClosedGate() throws InterruptedException {
        swarm.change(changes -> {
            for (int number = 1; number <= 20; number++) {
                changes.addPeer(peer(number), token(number).hash(), profile(number), LATER);
                changes.putHoldings(peer(number), List.of(shared("a", ten)));
            }
            return 0;
        });
        commits.start(Thread::new);
        atTheGateIs = later(changes -> {
            atTheGate.countDown();
            awaitOpen();
            return Answer.granted(0);
        });
        atTheGate.await();
    }

    @AfterEach
    void end() {
        gate.countDown();
        atTheGateIs.join();
        commits.close();
        callers.shutdownNow();
    }

    private void awaitOpen() {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private CompletableFuture<Answer<Integer>> later(Function<Changes, Answer<Integer>> work) {
        return CompletableFuture.supplyAsync(() -> commits.run(peer(1), work), callers);
    }

    private CompletableFuture<Answer<Integer>> laterHold(int number, int chunk) {
        return later(changes -> {
            ChunkSet held = changes.holding(peer(number), ten.fileId()).orElseThrow();
            changes.updateHolding(peer(number), ten.fileId(), held.with(chunk));
            return Answer.granted(number);
        });
    }

    private void awaitWaiting(int count) {
        while (commits.waiting() < count) {
            Thread.onSpinWait();
        }
    }

    private ChunkSet held(int number) {
        return swarm.change(
                changes -> changes.holding(peer(number), ten.fileId()).orElseThrow());
    }

    @Test
    void whatComesTogetherSharesATransaction() {
        List<CompletableFuture<Answer<Integer>>> calls = new ArrayList<>();
        for (int number = 1; number <= 8; number++) {
            calls.add(laterHold(number, number));
        }
        awaitWaiting(8);
        gate.countDown();

        for (int number = 1; number <= 8; number++) {
            assertThat(calls.get(number - 1).join()).isEqualTo(Answer.granted(number));
            assertThat(held(number)).isEqualTo(ChunkSet.of(1000, number));
        }
        assertThat(commits.commits()).isEqualTo(2);
    }

    @Test
    void transactionsOfCallsThatFollowEachOtherKeepADistance() {
        gate.countDown();
        atTheGateIs.join();
        long start = System.nanoTime();

        for (int chunk = 0; chunk < 50; chunk++) {
            assertThat(laterHold(1, chunk).join()).isEqualTo(Answer.granted(1));
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(40));
    }

    @Test
    void oneThatFailsSpoilsNoOther() {
        CompletableFuture<Answer<Integer>> before = laterHold(1, 5);
        awaitWaiting(1);
        CompletableFuture<Answer<Integer>> failing = later(changes -> {
            changes.updateHolding(peer(2), ten.fileId(), ChunkSet.all(1000));
            throw new IllegalStateException("half-way");
        });
        awaitWaiting(2);
        CompletableFuture<Answer<Integer>> after = laterHold(3, 7);
        awaitWaiting(3);
        gate.countDown();

        assertThat(before.join()).isEqualTo(Answer.granted(1));
        assertThat(after.join()).isEqualTo(Answer.granted(3));
        assertThatThrownBy(failing::join)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("half-way");
        assertThat(held(1)).isEqualTo(ChunkSet.of(1000, 5));
        assertThat(held(2)).as("what it did before it failed").isEqualTo(ChunkSet.none(1000));
        assertThat(held(3)).isEqualTo(ChunkSet.of(1000, 7));
    }

    @Test
    void aFullLineRefusesAndGoesOnAfterwards() {
        List<CompletableFuture<Answer<Integer>>> calls = new ArrayList<>();
        for (int chunk = 0; chunk < 16; chunk++) {
            calls.add(laterHold(1, chunk));
        }
        awaitWaiting(16);

        Answer<Integer> refused = commits.run(peer(1), changes -> Answer.granted(0));

        assertThat(refused)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        answer -> assertThat(answer.refusal()).isInstanceOf(Refusal.Overloaded.class));
        gate.countDown();
        assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo(Answer.granted(1)));
        assertThat(commits.run(peer(1), changes -> Answer.granted(0))).isEqualTo(Answer.granted(0));
    }

    @Test
    void manyThreadsLoseNoBit() {
        gate.countDown();
        try (GroupCommit wide = new GroupCommit(swarm, new GroupCommit.Bounds(4, 4096, 64)).start(Thread::new)) {
            List<CompletableFuture<Answer<Integer>>> calls = IntStream.range(0, 1000)
                    .mapToObj(chunk -> CompletableFuture.supplyAsync(
                            () -> wide.run(peer(1), changes -> {
                                ChunkSet held =
                                        changes.holding(peer(1), ten.fileId()).orElseThrow();
                                changes.updateHolding(peer(1), ten.fileId(), held.with(chunk));
                                return Answer.granted(chunk);
                            }),
                            callers))
                    .toList();
            calls.forEach(CompletableFuture::join);
        }

        assertThat(held(1)).isEqualTo(ChunkSet.all(1000));
    }

    @Test
    void whatWaitsWhenTheLineEndsIsWrittenFirst() {
        CompletableFuture<Answer<Integer>> waiting = laterHold(4, 9);
        awaitWaiting(1);
        gate.countDown();

        commits.close();

        assertThat(waiting.join()).isEqualTo(Answer.granted(4));
        assertThat(commits.run(peer(1), changes -> Answer.granted(0)))
                .as("after the end")
                .isInstanceOf(Answer.Refused.class);
    }
}
