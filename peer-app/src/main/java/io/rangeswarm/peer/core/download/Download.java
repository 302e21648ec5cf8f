package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.store.DiskFullException;
import io.rangeswarm.peer.core.store.PartFile;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file on its way to this machine, from the first question for its manifest to its final name. {@link #run} is the
 * whole life of a run on one thread; the other methods may be called from any. State is guarded by this; never held
 * during I/O.
 */
public final class Download {

    private enum Stop {
        NO,
        PAUSE,
        CANCEL,
        SHUTDOWN
    }

    private static final Duration MANIFEST_RETRY_FIRST = Duration.ofMillis(250);
    private static final Duration MANIFEST_RETRY_LONGEST = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger("p2s");

    private final FileId fileId;
    private final Optional<FileName> wantedName;
    private final DownloadContext context;
    private final LocationPolling polling;
    private final RateMeter rate;

    private DownloadState state = DownloadState.QUEUED;
    private Stop stop = Stop.NO;
    private @Nullable PartFile part;
    private @Nullable FetchLoop loop;
    private List<SourceReport> lastSources = List.of(); // of the last run, once it has ended
    private @Nullable Manifest manifest;
    private @Nullable FileName name;
    private @Nullable Path path;
    private @Nullable DownloadFailure failure;
    private @Nullable String waitingFor;

    /** @param wantedName what to call the file; empty to take the name an earlier run was given, or the tracker's */
    Download(FileId fileId, Optional<FileName> wantedName, DownloadContext context) {
        this.fileId = fileId;
        this.wantedName = wantedName;
        this.context = context;
        this.polling = new LocationPolling(
                context.tracker(),
                context.neighbours(),
                context.self(),
                context.selfEndpoint(),
                context.random().get());
        this.rate = new RateMeter(context.clock().instant());
    }

    public FileId fileId() {
        return fileId;
    }

    /** Runs until the download is complete, failed or stopped. */
    void run() {
        try {
            if (!moveTo(DownloadState.LOCATING)) {
                return;
            }
            Optional<PartFile> opened = openPart();
            if (opened.isPresent()) {
                fetchAndFinish(opened.get());
            }
        } catch (IOException failed) {
            failed(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            requestStop(Stop.SHUTDOWN);
        } finally {
            settle();
        }
    }

    private Optional<PartFile> openPart() throws IOException, InterruptedException {
        PartFile open;
        synchronized (this) {
            if (part != null) {
                return Optional.of(part); // paused and resumed in this process
            }
        }
        Path folder = folder();
        Optional<PartFile> earlier = PartFile.reopen(folder);
        if (earlier.isPresent()) {
            open = earlier.get();
        } else {
            Optional<Manifest> found = awaitManifest();
            if (found.isEmpty() || isAlreadyHere(found.get())) {
                return Optional.empty();
            }
            open = PartFile.create(folder, nameFor(found.get()), found.get());
        }
        synchronized (this) {
            part = open;
            manifest = open.manifest();
            name = open.name();
            if (open.isPaused() && stop == Stop.NO) {
                stop = Stop.PAUSE;
            }
        }
        context.holdings().put(new PartHolding(open));
        return Optional.of(open);
    }

    private Path folder() {
        return context.library().downloadsFolder().resolve(fileId.hex());
    }

    private Optional<Manifest> awaitManifest() throws InterruptedException {
        Duration pause = MANIFEST_RETRY_FIRST;
        while (true) {
            Reply<Manifest> reply = polling.manifest(fileId, List.of());
            if (reply.answer().isPresent()) {
                synchronized (this) {
                    manifest = reply.answer().get();
                    waitingFor = null;
                }
                return reply.answer();
            }
            synchronized (this) {
                waitingFor = "no manifest yet: " + reply.why();
                if (stop == Stop.NO) {
                    wait(pause.toMillis());
                }
                if (stop != Stop.NO) {
                    return Optional.empty();
                }
            }
            pause = pause.multipliedBy(2).compareTo(MANIFEST_RETRY_LONGEST) < 0
                    ? pause.multipliedBy(2)
                    : MANIFEST_RETRY_LONGEST;
        }
    }

    private FileName nameFor(Manifest known) {
        return wantedName.orElseGet(() -> new FileName(known.fileId().hex()));
    }

    /** The very file may lie there from before this program: then there is nothing to fetch. */
    private boolean isAlreadyHere(Manifest known) throws IOException {
        FileName wanted = nameFor(known);
        if (!FinalName.isSameFile(context.library().pathOf(wanted), known)) {
            return false;
        }
        completed(wanted, known);
        return true;
    }

    private void fetchAndFinish(PartFile open) throws IOException, InterruptedException {
        FetchLoop running = new FetchLoop(open, context, polling, index -> countVerified(open, index));
        synchronized (this) {
            loop = running;
            if (stop != Stop.NO) {
                return;
            }
            state = DownloadState.FETCHING;
        }
        if (running.run()) {
            finish(open);
        }
    }

    private void countVerified(PartFile open, int index) {
        rate.count(open.manifest().layout().lengthOf(index), context.clock().instant());
        context.holdings().find(fileId).ifPresent(context.holdings()::grew);
    }

    private void finish(PartFile open) throws IOException {
        if (!moveTo(DownloadState.CHECKING)) {
            return;
        }
        Sha256 actual = open.globalHash();
        if (!actual.equals(open.manifest().globalHash())) {
            discardPart();
            failed(new DownloadFailure(
                    DownloadFailure.Kind.HASH_MISMATCH,
                    "every chunk is right, but the whole file's SHA-256 is " + actual + " and the manifest says "
                            + open.manifest().globalHash() + "; whoever registered this file made a false manifest"));
            return;
        }
        FileName given = FinalName.publish(open, context.library());
        if (!given.equals(open.name())) {
            log.warn("'{}' exists with other content; the download is now '{}'", open.name(), given);
        }
        completed(given, open.manifest());
        discardPart();
    }

    private void completed(FileName given, Manifest known) throws IOException {
        context.library().adopt(given, known);
        synchronized (this) {
            name = given;
            manifest = known;
            path = context.library().pathOf(given);
            state = DownloadState.COMPLETE;
        }
        log.info("complete: {} ({} bytes, {})", given, known.layout().length(), fileId.abbreviated());
    }

    /** Puts the state right after a run: what was stopped is paused, cancelled or left for the next process. */
    private void settle() {
        Stop reason;
        synchronized (this) {
            if (loop != null) {
                lastSources = loop.sources();
            }
            loop = null;
            reason = state.isFinal() ? Stop.NO : stop;
            if (reason == Stop.PAUSE) {
                state = DownloadState.PAUSED;
            } else if (reason == Stop.CANCEL) {
                state = DownloadState.CANCELLED;
            }
            if (reason != Stop.NO) {
                stop = Stop.NO;
            }
        }
        try {
            if (reason == Stop.CANCEL) {
                discardPart();
            } else if (reason == Stop.SHUTDOWN) {
                closePart();
            } else if (reason == Stop.PAUSE) {
                recordPaused(true);
            }
        } catch (IOException failed) {
            log.warn("{}: {}", fileId.abbreviated(), failed.toString());
        }
    }

    private void recordPaused(boolean paused) throws IOException {
        PartFile open = openedPart();
        if (open != null) {
            open.setPaused(paused);
        }
    }

    private synchronized @Nullable PartFile openedPart() {
        return part;
    }

    private void closePart() throws IOException {
        PartFile open = openedPart();
        if (open != null) {
            open.checkpoint();
            open.close();
        }
    }

    private void discardPart() throws IOException {
        context.holdings().find(fileId).filter(PartHolding.class::isInstance).ifPresent(context.holdings()::remove);
        PartFile open;
        synchronized (this) {
            open = part;
            part = null;
        }
        if (open != null) {
            open.discard();
        }
    }

    private void failed(IOException cause) {
        boolean full = DiskFullException.isCauseOf(cause);
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        failed(new DownloadFailure(
                full ? DownloadFailure.Kind.DISK_FULL : DownloadFailure.Kind.DISK_ERROR,
                full && !(cause instanceof DiskFullException)
                        ? "the disk is full (" + message + "); free some space and resume"
                        : message));
    }

    private void failed(DownloadFailure why) {
        synchronized (this) {
            failure = why;
            state = DownloadState.FAILED;
        }
        log.error("failed: {}: {}", fileId.abbreviated(), why.detail());
    }

    private synchronized boolean moveTo(DownloadState next) {
        if (stop != Stop.NO) {
            return false;
        }
        state = next;
        return true;
    }

    /** Stops the download until {@link #prepareToResume}; what it has stays, and is served. */
    void pause() {
        requestStop(Stop.PAUSE);
    }

    /** Stops the download for good and deletes what it has. */
    void cancel() {
        requestStop(Stop.CANCEL);
    }

    /** Stops the download so that the next process can go on. */
    void shutDown() {
        requestStop(Stop.SHUTDOWN);
    }

    private void requestStop(Stop reason) {
        FetchLoop running;
        synchronized (this) {
            boolean cancelsAFailedOne = reason == Stop.CANCEL && state == DownloadState.FAILED;
            if (state.isFinal() && !cancelsAFailedOne) {
                return;
            }
            if (cancelsAFailedOne) {
                state = DownloadState.PAUSED;
            }
            stop = reason;
            running = loop;
            notifyAll();
        }
        if (running != null) {
            running.stop();
        }
    }

    /** Makes a paused or failed download ready for another {@link #run}; false when it is neither. */
    boolean prepareToResume() throws IOException {
        synchronized (this) {
            if (state != DownloadState.PAUSED && state != DownloadState.FAILED) {
                return false;
            }
            state = DownloadState.QUEUED;
            failure = null;
            stop = Stop.NO;
        }
        recordPaused(false);
        return true;
    }

    /** What stands now. */
    public DownloadProgress progress() {
        FetchLoop running;
        List<SourceReport> ended;
        synchronized (this) {
            running = loop;
            ended = lastSources;
        }
        List<SourceReport> sources = running == null ? ended : running.sources();
        Optional<String> lacks = running == null ? Optional.empty() : running.waitingFor();
        Instant now = context.clock().instant();
        synchronized (this) {
            Manifest known = manifest;
            int chunkCount = known == null ? 0 : known.layout().chunkCount();
            int heldChunks = heldChunks(chunkCount);
            return new DownloadProgress(
                    fileId,
                    Optional.ofNullable(name).or(() -> wantedName),
                    state,
                    known == null ? 0 : known.layout().length(),
                    chunkCount,
                    heldChunks,
                    heldBytes(known, heldChunks),
                    rate.total(),
                    state == DownloadState.FETCHING ? rate.bytesPerSecond(now) : 0,
                    sources,
                    Optional.ofNullable(path),
                    Optional.ofNullable(failure),
                    lacks.or(() -> Optional.ofNullable(waitingFor)));
        }
    }

    private int heldChunks(int chunkCount) {
        if (state == DownloadState.COMPLETE) {
            return chunkCount;
        }
        return part == null ? 0 : part.held().size();
    }

    private long heldBytes(@Nullable Manifest known, int heldChunks) {
        if (known == null || heldChunks == 0) {
            return 0;
        }
        int last = known.layout().chunkCount() - 1;
        boolean hasLast = heldChunks > last || (part != null && part.held().contains(last));
        long full = (long) heldChunks * known.layout().chunkSize();
        return hasLast ? full - known.layout().chunkSize() + known.layout().lengthOf(last) : full;
    }

    /** The sources known while it runs. */
    public Map<PeerEndpoint, ChunkSet> knownSources() {
        FetchLoop running;
        synchronized (this) {
            running = loop;
        }
        return running == null ? Map.of() : running.knownSources();
    }
}
