package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.store.PartFile;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Has the exchanges take place that the scheduler wants, a few at a time. For the loop's thread. */
final class ExchangeRounds {

    /** More at a time would only wait for each other's threads. */
    private static final int UNDER_WAY_MAX = 8;

    /** Runs a task on another thread and reports what came of it on the loop's, exactly once. */
    interface Errands {
        <T> void run(Supplier<T> task, Function<String, T> ifItDies, Consumer<T> report);
    }

    private final ChunkScheduler scheduler;
    private final Exchanges exchanges;
    private final PartFile part;
    private final InstantSource clock;
    private final Errands errands;
    private final Queue<ExchangeDue> waiting = new ArrayDeque<>(); // each source once: the scheduler sees to it
    private int underWay;

    ExchangeRounds(ChunkScheduler scheduler, Exchanges exchanges, PartFile part, InstantSource clock, Errands errands) {
        this.scheduler = scheduler;
        this.exchanges = exchanges;
        this.part = part;
        this.clock = clock;
        this.errands = errands;
    }

    void startDue(Instant now) {
        waiting.addAll(scheduler.exchangesDue(now));
        while (underWay < UNDER_WAY_MAX && !waiting.isEmpty()) {
            start(waiting.remove());
        }
    }

    private void start(ExchangeDue due) {
        Manifest manifest = part.manifest();
        underWay++;
        errands.run(
                () -> exchanges.with(due, manifest, part.held()),
                trouble -> Exchanges.Told.NOTHING,
                told -> ended(due, told));
    }

    private void ended(ExchangeDue due, Exchanges.Told told) {
        underWay--;
        scheduler.heardOf(told.others());
        Instant now = clock.instant();
        told.news()
                .ifPresentOrElse(
                        news -> scheduler.heard(due.peer(), news, now),
                        () -> scheduler.exchangeFailed(due.peer(), now));
    }
}
