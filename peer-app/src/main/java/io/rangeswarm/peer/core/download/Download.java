package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.download.DownloadTarget.Placed;
import io.rangeswarm.peer.core.store.PartFile;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.InvalidPathException;
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

    /** Who sees to it that a wish comes true. */
    enum Wish {
        /** The thread that runs the download will, or there is nothing to do. */
        IS_SEEN_TO,
        /** Nobody runs it: the caller has to {@link Download#run} it once, which only notes the wish. */
        NOBODY_ACTS
    }

    private static final Logger log = LoggerFactory.getLogger("p2s");

    private final FileId fileId;
    private final Optional<FileName> wantedName;
    private final DownloadContext context;
    private final LocationPolling polling;
    private final Exchanges exchanges;
    private final RateMeter rate;
    private final DownloadTarget target;
    private final DownloadFiles files;
    private final DownloadFacts facts = new DownloadFacts();

    private DownloadState state = DownloadState.QUEUED;
    private Stop stop = Stop.NO;
    private boolean active;
    private @Nullable FetchLoop loop;
    private List<SourceReport> lastSources = List.of(); // of the last run, once it has ended

    /** @param wantedName what to call the file; empty to take the name an earlier run was given, or the tracker's */
    Download(FileId fileId, Optional<FileName> wantedName, DownloadContext context) {
        this.fileId = fileId;
        this.wantedName = wantedName;
        this.context = context;
        this.polling = new LocationPolling(context.tracker(), context.neighbours(), context.self(), context.isSelf());
        this.exchanges = new Exchanges(
                context.neighbours(), context.contacts(), context.ownPort(), context.isSelf(), context.clock());
        this.rate = new RateMeter(context.clock().instant());
        this.target = new DownloadTarget(fileId, wantedName, context);
        this.files = new DownloadFiles(context.library().downloadsFolder().resolve(fileId.hex()), context.space());
    }

    public FileId fileId() {
        return fileId;
    }

    synchronized DownloadState state() {
        return state;
    }

    /**
     * Runs until the download is complete, failed or stopped. Does nothing while another thread runs it, nor when there
     * is neither anything to fetch nor a wish to note.
     */
    void run() {
        synchronized (this) {
            if (active || (stop == Stop.NO && state != DownloadState.QUEUED)) {
                return;
            }
            active = true;
        }
        Optional<DownloadState> end = Optional.empty();
        boolean interrupted = false;
        try {
            end = new DownloadRun(this, context, polling, exchanges, rate, target, files).bring();
        } catch (InterruptedException | ClosedChannelException shuttingDown) {
            // Only the end of the process interrupts threads; one that is in a write closes the part file by that.
            interrupted = Thread.interrupted() || shuttingDown instanceof InterruptedException;
            requestStop(Stop.SHUTDOWN);
        } catch (IOException failed) {
            end = Optional.of(failed(DownloadFailure.of(failed)));
        } catch (InvalidPathException unnameable) {
            end = Optional.of(failed(DownloadFailure.of(unnameable)));
        } catch (RuntimeException bug) {
            log.error("a bug, please report it", bug);
            end = Optional.of(failed(new DownloadFailure(DownloadFailure.Kind.DISK_ERROR, "a bug here: " + bug)));
        } finally {
            settle(end);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes in the manifest. */
    synchronized void found(Manifest manifest) {
        facts.found(manifest);
        facts.waitsNoMore();
    }

    /** Waits about so long, unless it is told to stop: then false. */
    @SuppressWarnings("WaitNotInLoop") // who wakes up too early asks once more, which does no harm
    synchronized boolean waitFor(String what, Duration pause) throws InterruptedException {
        facts.waitsFor(what);
        if (stop == Stop.NO) {
            wait(pause.toMillis());
        }
        return stop == Stop.NO;
    }

    /** Takes in that chunks are about to be fetched; false where it is to stop. */
    synchronized boolean fetching(PartFile open, FetchLoop running) {
        facts.found(open.manifest());
        facts.named(open.name());
        loop = running;
        if (open.isPaused() && stop == Stop.NO) {
            stop = Stop.PAUSE;
        }
        if (stop != Stop.NO) {
            return false;
        }
        state = DownloadState.FETCHING;
        return true;
    }

    synchronized Optional<DownloadState> complete(Placed file) {
        facts.placed(file);
        return Optional.of(DownloadState.COMPLETE);
    }

    /**
     * Puts things right after a run. The disk comes first and the new state last: once others see that state they may
     * start, resume or forget the download, and must find nobody at its files.
     */
    private void settle(Optional<DownloadState> end) {
        Stop reason = wish();
        while (true) {
            tidy(end, reason);
            synchronized (this) {
                boolean complete = end.equals(Optional.of(DownloadState.COMPLETE));
                if (complete || stop == reason) {
                    state = complete ? DownloadState.COMPLETE : reason.stateAfter(end);
                    stop = Stop.NO;
                    lastSources = loop == null ? lastSources : loop.sources();
                    loop = null;
                    facts.waitsNoMore();
                    active = false;
                    notifyAll();
                    return;
                }
                reason = stop; // somebody has changed their mind meanwhile
            }
        }
    }

    private synchronized Stop wish() {
        return stop;
    }

    private void tidy(Optional<DownloadState> end, Stop reason) {
        try {
            if (end.equals(Optional.of(DownloadState.COMPLETE))) {
                return;
            }
            if (reason == Stop.CANCEL) {
                discardPart();
            } else if (reason == Stop.SHUTDOWN || end.isPresent()) {
                files.close();
            } else if (reason == Stop.PAUSE) {
                files.recordPaused();
            }
        } catch (IOException failed) {
            log.warn("{}: {}", fileId.abbreviated(), failed.toString());
        }
    }

    void discardPart() throws IOException {
        context.holdings().find(fileId).filter(PartHolding.class::isInstance).ifPresent(context.holdings()::remove);
        files.discard();
    }

    DownloadState failed(DownloadFailure why) {
        synchronized (this) {
            facts.failed(why);
        }
        log.error("failed: {}: {}", fileId.abbreviated(), why.detail());
        return DownloadState.FAILED;
    }

    /** Where nobody wants it to stop: false otherwise. */
    synchronized boolean moveTo(DownloadState next) {
        if (stop != Stop.NO) {
            return false;
        }
        state = next;
        return true;
    }

    /** Stops the download until {@link #prepareToResume}; what it has stays, and is served. */
    Wish pause() {
        return requestStop(Stop.PAUSE);
    }

    /** Stops the download for good and deletes what it has. */
    Wish cancel() {
        return requestStop(Stop.CANCEL);
    }

    /** Stops the download so that the next process can go on. */
    void shutDown() {
        requestStop(Stop.SHUTDOWN);
    }

    private Wish requestStop(Stop reason) {
        FetchLoop running;
        synchronized (this) {
            if (!isOpenTo(reason)) {
                return Wish.IS_SEEN_TO;
            }
            stop = reason;
            running = loop;
            notifyAll();
            if (!active) {
                return Wish.NOBODY_ACTS;
            }
        }
        if (running != null) {
            running.stop();
        }
        return Wish.IS_SEEN_TO;
    }

    private boolean isOpenTo(Stop reason) {
        boolean overruled = stop == Stop.CANCEL || (reason == Stop.SHUTDOWN && stop != Stop.NO);
        boolean stoppedAlready = !active && (state == DownloadState.PAUSED || state == DownloadState.FAILED);
        return !overruled
                && state != DownloadState.COMPLETE
                && state != DownloadState.CANCELLED
                && !(stoppedAlready && reason == Stop.PAUSE);
    }

    /** Closes the files of a download that nobody runs any more. */
    void close() {
        tidy(Optional.empty(), Stop.SHUTDOWN);
    }

    /** Makes a paused or failed download ready for another {@link #run}; false when it is neither. */
    boolean prepareToResume() throws IOException {
        synchronized (this) {
            if (active || (state != DownloadState.PAUSED && state != DownloadState.FAILED)) {
                return false;
            }
            state = DownloadState.QUEUED;
            facts.forgetFailure();
            stop = Stop.NO;
        }
        files.recordResumed();
        return true;
    }

    /** Waits until nothing more will happen by itself, or until the time is up; for the second tells false. */
    public synchronized boolean awaitEnd(Duration atMost) throws InterruptedException {
        Instant deadline = context.clock().instant().plus(atMost);
        Duration left = atMost;
        while (!state.isFinal() && left.toMillis() > 0) {
            wait(left.toMillis());
            left = Duration.between(context.clock().instant(), deadline);
        }
        return state.isFinal();
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
            ChunkSet held = held();
            return new DownloadProgress(
                    fileId,
                    facts.name().or(() -> wantedName),
                    state,
                    facts.length(),
                    facts.chunkCount(),
                    held.size(),
                    facts.lengthOf(held),
                    rate.total(),
                    state == DownloadState.FETCHING ? rate.bytesPerSecond(now) : 0,
                    sources,
                    facts.path(),
                    facts.failure(),
                    lacks.or(facts::waitingFor));
        }
    }

    /** The sources known while it runs. */
    public Map<PeerEndpoint, ChunkSet> knownSources() {
        return running().map(FetchLoop::knownSources).orElse(Map.of());
    }

    /** The chunks that are here. */
    public synchronized ChunkSet held() {
        return state == DownloadState.COMPLETE
                ? ChunkSet.all(facts.chunkCount())
                : files.part().map(PartFile::held).orElse(ChunkSet.none(facts.chunkCount()));
    }

    /** Takes in that a peer which asked this one holds these chunks. */
    void heard(PeerEndpoint asker, ChunkSet held) {
        running().ifPresent(loop -> loop.heard(asker, held));
    }

    /** Takes in what a peer said of itself when it asked this one for chunks. */
    void heardInPassing(PeerEndpoint asker, ChunkNews news) {
        running().ifPresent(loop -> loop.heardInPassing(asker, news));
    }

    private synchronized Optional<FetchLoop> running() {
        return Optional.ofNullable(loop);
    }
}
