package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.DownloadView;
import io.rangeswarm.peer.core.download.DownloadState;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Sends a download's state to those who watch it, until it ends or they go away. */
public final class ProgressEvents implements AutoCloseable {

    private static final int WATCHERS_MAX = 32;
    private static final Duration EVERY = Duration.ofMillis(500);

    private final ScheduledExecutorService schedule;
    private final AtomicInteger watchers = new AtomicInteger();

    /** @param schedule is shut down with this */
    public ProgressEvents(ScheduledExecutorService schedule) {
        this.schedule = schedule;
    }

    /** Nobody is sent anything any more. */
    @Override
    public void close() {
        schedule.shutdownNow();
    }

    /** A stream of what {@code view} gives; empty when there are as many watchers as there may be. */
    Optional<SseEmitter> of(Supplier<DownloadView> view) {
        if (watchers.incrementAndGet() > WATCHERS_MAX) {
            watchers.decrementAndGet();
            return Optional.empty();
        }
        SseEmitter emitter = new SseEmitter(0L); // no deadline of its own: ends with the download or its reader
        AtomicReference<@Nullable Future<?>> sending = new AtomicReference<>();
        emitter.onCompletion(() -> {
            watchers.decrementAndGet();
            Future<?> task = sending.get();
            if (task != null) {
                task.cancel(false);
            }
        });
        sending.set(schedule.scheduleAtFixedRate(
                () -> send(emitter, view.get()), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS));
        return Optional.of(emitter);
    }

    private static void send(SseEmitter emitter, DownloadView view) {
        try {
            emitter.send(SseEmitter.event().name("progress").data(view));
            if (DownloadState.valueOf(view.state()).isFinal()) {
                emitter.complete();
            }
        } catch (IOException | IllegalStateException gone) {
            emitter.completeWithError(gone);
        }
    }
}
