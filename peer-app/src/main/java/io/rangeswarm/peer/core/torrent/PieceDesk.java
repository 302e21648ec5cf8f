package io.rangeswarm.peer.core.torrent;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the pieces of files, or has them computed when they are first asked for: nobody pays for a torrent that nobody
 * wants. One file after the other, by the executor's one thread, because strangers ask and uploads are what the disk and
 * the processor are for. Files that are withdrawn are not hashed to the end.
 *
 * <p>Safe for many threads; {@code running} is guarded by this, which is never held during I/O.
 */
public final class PieceDesk implements Holdings.Listener {

    /** Files that may wait to be hashed, the one that is hashed included. */
    public static final int LINE_MAX = 16;

    /** Who waits does so in a thread of its own. */
    private static final int WAITING_MAX = 16;

    private static final Logger log = LoggerFactory.getLogger(PieceDesk.class);

    private final PieceCache cache;
    private final Executor executor;
    private final Semaphore waiting = new Semaphore(WAITING_MAX);
    private final Map<FileId, Running> running = new HashMap<>();

    /**
     * @param folder in which pieces are kept; made when there is something to be kept
     * @param executor of one thread, which is interrupted when the peer stops
     */
    public PieceDesk(Path folder, Executor executor) {
        this.cache = new PieceCache(folder);
        this.executor = executor;
    }

    private record Running(PieceHashing hashing, CompletableFuture<Optional<Pieces>> result) {}

    /** The holding's pieces; waits for them no longer than {@code patience}, and not at all when many wait already. */
    public PieceAnswer ask(Holding holding, Duration patience) throws IOException {
        Optional<Path> path = holding.verifiedPath();
        if (path.isEmpty() || !holding.held().isComplete()) {
            return new PieceAnswer.NotHeld();
        }
        Optional<Pieces> known = cache.read(holding.manifest());
        if (known.isPresent()) {
            return new PieceAnswer.Known(known.get());
        }
        Optional<Running> job = findOrBegin(holding, path.get());
        return job.isEmpty() ? new PieceAnswer.LineFull() : await(job.get(), patience);
    }

    private Optional<Running> findOrBegin(Holding holding, Path path) {
        Running begun;
        synchronized (this) {
            Running found = running.get(holding.fileId());
            if (found != null) {
                return Optional.of(found);
            }
            if (running.size() >= LINE_MAX) {
                return Optional.empty();
            }
            begun = new Running(new PieceHashing(holding.manifest()), new CompletableFuture<>());
            running.put(holding.fileId(), begun);
        }
        executor.execute(() -> run(begun, path));
        return Optional.of(begun);
    }

    private void run(Running job, Path path) {
        Optional<Pieces> pieces = Optional.empty();
        try {
            pieces = job.hashing().isCancelled()
                    ? Optional.empty()
                    : job.hashing().run(path);
            if (pieces.isPresent()) {
                cache.write(job.hashing().manifest(), pieces.get());
            }
        } catch (ClosedByInterruptException stopped) {
            log.debug("stopped while hashing {}", path);
        } catch (IOException | RuntimeException failed) {
            log.warn("no torrent of {}: {}", path, failed.toString());
        } finally {
            synchronized (this) {
                running.remove(job.hashing().manifest().fileId(), job);
            }
            job.result().complete(pieces);
        }
    }

    private PieceAnswer await(Running job, Duration patience) throws IOException {
        if (!waiting.tryAcquire()) {
            return progress(job);
        }
        try {
            return job.result()
                    .get(patience.toNanos(), TimeUnit.NANOSECONDS)
                    .<PieceAnswer>map(PieceAnswer.Known::new)
                    .orElseGet(PieceAnswer.NotHeld::new);
        } catch (TimeoutException notYet) {
            return progress(job);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the peer is stopping");
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a result is never an exception", impossible);
        } finally {
            waiting.release();
        }
    }

    private static PieceAnswer progress(Running job) {
        return new PieceAnswer.Computing(
                job.hashing().hashed(), job.hashing().manifest().layout().length());
    }

    @Override
    public void held(Holding holding) {
        // A file's pieces are the same wherever it lies now.
    }

    @Override
    public void withdrawn(FileId fileId) {
        synchronized (this) {
            Optional.ofNullable(running.get(fileId))
                    .ifPresent(job -> job.hashing().cancel());
        }
    }
}
