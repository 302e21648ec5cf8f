package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.exchange.AskerListener;
import io.rangeswarm.peer.core.store.PartFolder;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All downloads of this process: starts them in order, so many at a time. Guarded by this; never held during I/O. */
public final class Downloads implements AskerListener {

    /** So many ended downloads are remembered for whoever asks. */
    private static final int ENDED_MAX = 1000;

    private static final Logger log = LoggerFactory.getLogger("p2s");

    private final DownloadContext context;
    private final Map<FileId, Download> byId = new LinkedHashMap<>();
    private final Queue<Download> waiting = new ArrayDeque<>();
    private int running;
    private boolean closed;

    public Downloads(DownloadContext context) {
        this.context = context;
    }

    /** Takes up what earlier processes left unfinished. */
    public void recover() throws IOException {
        Path folder = context.library().downloadsFolder();
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder)) {
            for (Path download : unfinished) {
                recover(download);
            }
        }
    }

    private void recover(Path folder) throws IOException {
        String id = Objects.toString(folder.getFileName(), "");
        if (Sha256.isHex(id) && PartFolder.isResumable(folder)) {
            log.info("resuming {}", id);
            start(FileId.parse(id), Optional.empty());
        } else if (Sha256.isHex(id) || LocalCopies.isCopyFolder(id)) {
            log.info("deleting {}, which no download can go on with", folder);
            PartFolder.discard(folder);
        }
    }

    /**
     * Starts a download, or returns the one that is under way for this file.
     *
     * @param name what to call the file; empty for the name an earlier run knew
     */
    public Download start(FileId fileId, Optional<FileName> name) {
        Download download;
        synchronized (this) {
            Download known = byId.get(fileId);
            if (known != null && !known.state().isFinal()) {
                return known;
            }
            byId.remove(fileId);
            download = new Download(fileId, name, context);
            byId.put(fileId, download);
            waiting.add(download);
            forgetOldest();
        }
        startWaiting();
        return download;
    }

    public synchronized Optional<Download> find(FileId fileId) {
        return Optional.ofNullable(byId.get(fileId));
    }

    /** All that are remembered, the oldest first. */
    public synchronized List<Download> all() {
        return List.copyOf(byId.values());
    }

    /** Count of those that are not yet at an end. */
    public synchronized int unfinished() {
        return running + waiting.size();
    }

    /** Stops a download until it is resumed. */
    public void pause(Download download) {
        settle(download, download.pause());
    }

    /** Goes on with a paused or failed download; false when it is neither. */
    public boolean resume(Download download) throws IOException {
        if (!download.prepareToResume()) {
            return false;
        }
        synchronized (this) {
            waiting.add(download);
        }
        startWaiting();
        return true;
    }

    /** Ends a download and deletes what it has. */
    public void cancel(Download download) {
        settle(download, download.cancel());
    }

    /** Forgets a complete download; what was stopped stays known, or a mirror would begin it again. */
    public synchronized void forgetComplete(Download download) {
        if (download.state() == DownloadState.COMPLETE) {
            byId.remove(download.fileId(), download);
        }
    }

    /** Lets a download that has no thread see the wish, note it and return; one that runs sees it by itself. */
    private void settle(Download download, Download.Wish wish) {
        synchronized (this) {
            waiting.remove(download);
        }
        if (wish == Download.Wish.NOBODY_ACTS) {
            download.run();
        }
    }

    private void startWaiting() {
        Optional<Download> next = takeNext();
        while (next.isPresent()) {
            Download download = next.get();
            try {
                context.threads().execute(() -> {
                    try {
                        download.run();
                    } finally {
                        ended();
                    }
                });
            } catch (RejectedExecutionException closing) {
                log.debug("not started, for this process is about to end: {}", download.fileId());
                stopStarting();
                return;
            }
            next = takeNext();
        }
    }

    private synchronized void stopStarting() {
        closed = true;
        running--;
        notifyAll();
    }

    private synchronized Optional<Download> takeNext() {
        if (closed || running >= context.settings().activeMax() || waiting.isEmpty()) {
            return Optional.empty();
        }
        running++;
        return Optional.of(waiting.remove());
    }

    private void ended() {
        synchronized (this) {
            running--;
            notifyAll();
        }
        startWaiting();
    }

    private void forgetOldest() {
        int surplus = byId.size() - ENDED_MAX;
        if (surplus <= 0) {
            return;
        }
        List<FileId> forgettable = byId.values().stream()
                .filter(download -> download.state().isFinal())
                .limit(surplus)
                .map(Download::fileId)
                .toList();
        forgettable.forEach(byId::remove);
    }

    /** Whoever asks about a file that is on its way to this peer is a source of it. */
    @Override
    public void asked(FileId fileId, PeerEndpoint asker, ChunkSet held) {
        find(fileId).ifPresent(download -> download.heard(asker, held));
    }

    @Override
    public void mentioned(FileId fileId, PeerEndpoint asker, ChunkNews news) {
        find(fileId).ifPresent(download -> download.heardInPassing(asker, news));
    }

    /** The other peers of a file's swarm, as its download last heard of them; at most 50. */
    public List<Location> knownPeers(FileId fileId) {
        return find(fileId).map(Download::knownSources).orElse(Map.of()).entrySet().stream()
                .limit(50)
                .map(source -> Location.of(null, source.getKey().url(), null, source.getValue()))
                .toList();
    }

    /** Stops all downloads so that the next process can go on with them, and waits until they have stopped. */
    public void shutDown() throws InterruptedException {
        List<Download> active;
        synchronized (this) {
            closed = true;
            waiting.clear();
            active = List.copyOf(byId.values());
        }
        active.forEach(Download::shutDown);
        synchronized (this) {
            while (running > 0) {
                wait();
            }
        }
        active.forEach(Download::close);
    }
}
