package io.rangeswarm.tracker.web.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final List<String> called = new ArrayList<>();

    private Turns.Waiting waiting(String name) {
        return turns -> called.add(name);
    }

    @Test
    void givesAsManyTurnsAsThereAre() {
        Turns turns = new Turns(2);

        assertThat(turns.take()).isTrue();
        assertThat(turns.take()).isTrue();
        assertThat(turns.take()).isFalse();

        turns.end();
        assertThat(turns.take()).isTrue();
    }

    @Test
    void callsThoseInTheLineInTheirOrder() {
        Turns turns = new Turns(1);
        assertThat(turns.take()).isTrue();
        turns.await(waiting("first"));
        turns.await(waiting("second"));
        assertThat(called).isEmpty();

        turns.end();
        assertThat(called).containsExactly("first");
        assertThat(turns.take()).as("past the second").isFalse();

        turns.end();
        assertThat(called).containsExactly("first", "second");
    }

    @Test
    void callsAtOnceWhoAwaitsATurnThatHasEndedMeanwhile() {
        Turns turns = new Turns(1);

        turns.await(waiting("late"));

        assertThat(called).containsExactly("late");
        assertThat(turns.take()).isFalse();
    }

    @Test
    void passesOverThoseWhoAreGone() {
        Turns turns = new Turns(1);
        assertThat(turns.take()).isTrue();
        for (int i = 0; i < 100_000; i++) { // more than there is stack for
            turns.await(gone -> false);
        }
        turns.await(waiting("here"));

        turns.end();

        assertThat(called).containsExactly("here");
    }

    @Test
    void losesNoTurnAndNobodyBetweenThreads() throws InterruptedException {
        Turns turns = new Turns(3);
        int threads = 4;
        int each = 20_000;
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger tooMany = new AtomicInteger();
        CountDownLatch had = new CountDownLatch(threads * each);
        ExecutorService enders = Executors.newFixedThreadPool(threads);
        try {
            Turns.Waiting call = given -> {
                if (underWay.incrementAndGet() > 3) {
                    tooMany.incrementAndGet();
                }
                enders.execute(() -> {
                    underWay.decrementAndGet();
                    had.countDown();
                    given.end();
                });
                return true;
            };
            for (int thread = 0; thread < threads; thread++) {
                enders.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        if (turns.take()) {
                            call.turnHasCome(turns);
                        } else {
                            turns.await(call);
                        }
                    }
                });
            }
            assertThat(had.await(60, TimeUnit.SECONDS))
                    .as("%s are left", had.getCount())
                    .isTrue();
        } finally {
            enders.shutdownNow();
        }
        assertThat(tooMany).hasValue(0);
    }
}
