package io.rangeswarm.tracker.web.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReliefTest {

    private final Relief relief = new Relief(2, Executors.defaultThreadFactory());
    private final CountDownLatch busy = new CountDownLatch(1);

    @AfterEach
    void stop() {
        busy.countDown();
    }

    @Test
    void isWorthItOnlyWhereSeveralWait() {
        assertThat(relief.isWorthwhile(10)).isTrue();
        assertThat(relief.isWorthwhile(3)).isFalse();
        assertThat(relief.isWorthwhile(0)).isFalse();
    }

    @Test
    void runsATurnOnAnotherThread() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();

        assertThat(relief.takes(() -> ran.complete(Thread.currentThread()))).isTrue();

        assertThat(ran.get(10, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void takesHalfOfWhatCameAtOnce() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        relief.takes(() -> {
            begun.countDown();
            awaitEnd();
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        int taken = 0;
        for (int waiting = 19; waiting >= 0; waiting--) {
            taken += relief.isWorthwhile(waiting) && relief.takes(this::awaitEnd) ? 1 : 0;
        }

        assertThat(taken).isEqualTo(10);
    }

    @Test
    void isNeverWorthItWithASingleProcessor() {
        assertThat(new Relief(1, Executors.defaultThreadFactory()).isWorthwhile(100))
                .isFalse();
    }

    @Test
    void takesNothingWhereThereIsNoThread() {
        Relief threadless = new Relief(2, work -> new Thread(work) {
            @Override
            public synchronized void start() {
                throw new RejectedExecutionException("no thread for one more");
            }
        });

        assertThat(threadless.takes(() -> {})).isFalse();
    }

    private void awaitEnd() {
        try {
            busy.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
