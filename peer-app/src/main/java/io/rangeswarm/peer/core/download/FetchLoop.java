package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.limit.RequestWindow;
import io.rangeswarm.peer.core.pick.RarestFirst;
import io.rangeswarm.peer.core.store.PartFile;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings all chunks of one part file. One thread runs the loop and owns its state; requests, polls, hashing and
 * checkpoints run on others and hand their results back through the queue of events, which is bounded by the requests
 * under way.
 */
final class FetchLoop {

    /** What the loop looks after at least this often: endgame, back-offs that end, exchanges that are due. */
    private static final Duration TICK = Duration.ofMillis(50);

    /** How far the whole-file hash may be behind before it is given time; what is under way comes on top. */
    private static final long UNHASHED_BYTES_MAX = 32 << 20;

    private static final Logger log = LoggerFactory.getLogger("p2s");

    private final PartFile part;
    private final PartHolding holding;
    private final Manifest manifest;
    private final DownloadContext context;
    private final LocationPolling polling;
    private final IntConsumer onVerified;
    private final ChunkScheduler scheduler;
    private final TrackerPolls trackerPolls;
    private final ExchangeRounds exchangeRounds;
    private final AtomicBoolean newsWaits = new AtomicBoolean();
    private final RequestWindow window;
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final Map<Long, Cancellation> underWay = new HashMap<>();

    private volatile boolean stopping;
    private Instant nextCheckpoint;
    private boolean checkpointUnderWay;
    private boolean hashingUnderWay;
    private boolean draining;
    private boolean closing;
    private @Nullable IOException diskFailure;

    /** Which source could not be reached last, and why; for people. */
    private volatile String sourceTrouble = "";

    /** @param onVerified is told each chunk's index once it is held, on the loop's thread */
    FetchLoop(
            PartFile part,
            PartHolding holding,
            DownloadContext context,
            LocationPolling polling,
            Exchanges exchanges,
            IntConsumer onVerified) {
        this.part = part;
        this.holding = holding;
        this.manifest = part.manifest();
        this.context = context;
        this.polling = polling;
        this.onVerified = onVerified;
        RandomGenerator random = context.random().get();
        this.scheduler = new ChunkScheduler(
                manifest.layout(),
                part.held(),
                new RarestFirst(manifest.layout().chunkCount(), random),
                context.settings().limits(),
                random,
                context.misconduct());
        this.exchangeRounds = new ExchangeRounds(scheduler, exchanges, part, context.clock(), this::startOrReport);
        this.window = context.downloadLimit().requestWindow(manifest.layout().chunkSize());
        this.trackerPolls = new TrackerPolls(
                scheduler,
                polling,
                manifest,
                context.settings().locationFrequency(),
                context.clock(),
                this::startOrReport);
        this.nextCheckpoint = context.clock().instant().plus(context.settings().checkpointFrequency());
    }

    /**
     * Runs until all chunks are held, until it is told to stop, or until no thread can be had because the process ends.
     *
     * @return whether all chunks are held, and there are threads to go on with
     * @throws IOException when the disk here fails
     */
    boolean run() throws IOException, InterruptedException {
        try {
            while (!scheduler.isComplete() && !stopping && diskFailure == null) {
                Instant now = context.clock().instant();
                trackerPolls.startIfDue(now);
                exchangeRounds.startDue(now);
                checkpointIfDue(now);
                hashBehind();
                scheduler.giveUp(now).forEach(this::cancel);
                scheduler.next(now, requestsToStart()).forEach(this::fetch);
                handleEvents();
            }
        } finally {
            drain();
        }
        if (diskFailure != null && !closing) {
            throw diskFailure;
        }
        return scheduler.isComplete() && !closing;
    }

    /** Makes {@link #run} return soon. From any thread. */
    void stop() {
        stopping = true;
        events.add(() -> {});
    }

    /** Takes in what a peer that asked this one holds. From any thread; many such news wake the loop once. */
    void heard(PeerEndpoint asker, ChunkSet held) {
        scheduler.heard(asker, SourceNews.of(held), context.clock().instant());
        wakeForNews();
    }

    /** Takes in what a peer said along with a request for chunks, or an answer. From any thread. */
    void heardInPassing(PeerEndpoint peer, ChunkNews news) {
        if (scheduler.heardInPassing(peer, news, context.clock().instant())) {
            wakeForNews();
        }
    }

    private void wakeForNews() {
        if (newsWaits.compareAndSet(false, true)) {
            events.add(() -> newsWaits.set(false));
        }
    }

    List<SourceReport> sources() {
        return scheduler.reports();
    }

    Map<PeerEndpoint, ChunkSet> knownSources() {
        return scheduler.knownSources();
    }

    /** One line for people when nothing can come for now. */
    Optional<String> waitingFor() {
        if (stopping || scheduler.inFlight() > 0 || scheduler.isComplete()) {
            return Optional.empty();
        }
        String trouble = polling.trackerTrouble().map(why -> " (" + why + ")").orElse("");
        return Optional.of(
                scheduler.hasUsefulSource()
                        ? "the known sources are busy or failing" + sourceTrouble + "; they will be asked again"
                        : "no known peer holds the missing chunks" + trouble);
    }

    /**
     * One at a time while the whole-file hash is far behind chunks that come in order: with every core busy receiving, it
     * would be left all to do at the end, alone. Elsewhere the verified prefix says nothing of what has come.
     */
    private int requestsToStart() {
        int underWay = scheduler.inFlight();
        int allowed = context.downloadLimit().requestsToStart(window, underWay);
        boolean givesWay = scheduler.isInOrder() && part.unhashedPrefixBytes() > UNHASHED_BYTES_MAX;
        return givesWay ? Math.min(allowed, underWay == 0 ? 1 : 0) : allowed;
    }

    private void handleEvents() throws InterruptedException {
        Runnable event = events.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
        while (event != null) {
            event.run();
            event = events.poll();
        }
    }

    private void fetch(ChunkAssignment assignment) {
        Cancellation cancellation = new Cancellation();
        underWay.put(assignment.serial(), cancellation);
        startOrReport(
                () -> context.chunks()
                        .fetch(assignment.source(), part, assignment.run(), cancellation, new Talk(assignment)),
                FetchResult.Unreachable::new,
                result -> ended(assignment, result));
    }

    /** What the two ends of a request tell each other. */
    private final class Talk implements ChunkSource.Client {

        private final ChunkAssignment assignment;

        Talk(ChunkAssignment assignment) {
            this.assignment = assignment;
        }

        @Override
        public void verified(int index) {
            events.add(() -> FetchLoop.this.verified(assignment, index));
        }

        /** Of a source that has just been banned, a chunk that is coming may be right, and is checked; no further one is worth it. */
        @Override
        public boolean wantsMore() {
            return !context.misconduct().isBanned(assignment.source());
        }

        @Override
        public void received(int bytes) {
            assignment.arrived().add(bytes, context.clock().instant());
        }

        @Override
        public Optional<ChunkNews> ownNews() {
            return Optional.of(new ChunkNews(context.ownPort().get(), holding.latest(), OptionalLong.empty()));
        }

        @Override
        public void heard(ChunkNews news) {
            if (scheduler.answered(assignment, news, context.clock().instant())) {
                wakeForNews();
            }
        }
    }

    private void cancel(ChunkAssignment assignment) {
        Cancellation cancellation = underWay.get(assignment.serial());
        if (cancellation != null) {
            cancellation.cancel();
        }
    }

    private void verified(ChunkAssignment assignment, int index) {
        scheduler.verified(assignment, index, context.clock().instant()).forEach(this::cancel);
        onVerified.accept(index);
    }

    private void ended(ChunkAssignment assignment, FetchResult result) {
        underWay.remove(assignment.serial());
        scheduler.ended(assignment, result, context.clock().instant()).forEach(this::cancel);
        if (result instanceof FetchResult.DiskFailed failed) {
            diskFailure = failed.cause();
        } else if (result instanceof FetchResult.Unreachable unreachable) {
            sourceTrouble = " (" + assignment.source() + " " + unreachable.reason() + ")";
        } else if (result instanceof FetchResult.HashMismatch mismatch) {
            log.warn(
                    "{} sent wrong bytes for {} of {}: {}",
                    assignment.source(),
                    assignment.run(),
                    manifest.fileId().abbreviated(),
                    mismatch.detail());
        }
    }

    private void checkpointIfDue(Instant now) {
        if (checkpointUnderWay || now.isBefore(nextCheckpoint)) {
            return;
        }
        checkpointUnderWay = true;
        startOrReport(() -> attempt(part::checkpoint), FetchLoop::failure, failure -> {
            checkpointUnderWay = false;
            nextCheckpoint = context.clock().instant().plus(context.settings().checkpointFrequency());
            failure.ifPresent(cause -> diskFailure = cause);
        });
    }

    /** Lets the whole-file hash catch up with the verified prefix: one thread at a time, none while there is nothing. */
    private void hashBehind() {
        if (hashingUnderWay || draining || part.unhashedPrefixBytes() == 0) {
            return;
        }
        hashingUnderWay = true;
        startOrReport(() -> attempt(part::hashVerifiedPrefix), FetchLoop::failure, failure -> {
            hashingUnderWay = false;
            failure.ifPresent(cause -> diskFailure = cause);
            if (failure.isEmpty()) {
                hashBehind();
            }
        });
    }

    /** Cancels and awaits all that is under way, so that nobody writes to the part file when the loop has returned. */
    private void drain() {
        draining = true;
        underWay.values().forEach(Cancellation::cancel);
        boolean interrupted = false;
        while (!underWay.isEmpty() || checkpointUnderWay || hashingUnderWay) {
            try {
                handleEvents();
            } catch (InterruptedException again) {
                interrupted = true; // the tasks end soon, and must have ended before the part file is closed
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs a task on another thread and hands what came of it to the loop: exactly once, also when the task dies or
     * cannot be started any more because the process is about to end.
     */
    private <T> void startOrReport(Supplier<T> task, Function<String, T> ifItDies, Consumer<T> report) {
        try {
            context.threads().execute(() -> {
                T result = ifItDies.apply("the task died");
                try {
                    result = task.get();
                } finally {
                    T outcome = result;
                    events.add(() -> report.accept(outcome));
                }
            });
        } catch (RejectedExecutionException noMoreThreads) {
            closing = true;
            stopping = true;
            T nothing = ifItDies.apply("this process is about to end");
            events.add(() -> report.accept(nothing));
        }
    }

    private interface DiskWork {
        void run() throws IOException;
    }

    private static Optional<IOException> attempt(DiskWork work) {
        try {
            work.run();
            return Optional.empty();
        } catch (IOException failed) {
            return Optional.of(failed);
        }
    }

    private static Optional<IOException> failure(String why) {
        return Optional.of(new IOException(why));
    }
}
