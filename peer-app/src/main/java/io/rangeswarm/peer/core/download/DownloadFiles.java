package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.store.PartFile;
import io.rangeswarm.peer.core.store.PartFolder;
import io.rangeswarm.peer.core.store.PromisedSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one download has on disk, whether its part file is open or left from an earlier run. The field is guarded by
 * this; never held during I/O, which only the thread that runs the download does.
 */
final class DownloadFiles {

    private final Path folder;
    private final PromisedSpace space;
    private @Nullable PartFile part;

    /** @param folder the download's own */
    DownloadFiles(Path folder, PromisedSpace space) {
        this.folder = folder;
        this.space = space;
    }

    /** The part file, once it was opened, until it is discarded. */
    synchronized Optional<PartFile> part() {
        return Optional.ofNullable(part);
    }

    private synchronized PartFile opened(PartFile open) {
        part = open;
        return open;
    }

    /** What an earlier run left, of this process or another one. */
    Optional<PartFile> reopen() throws IOException {
        Optional<PartFile> known = part().filter(PartFile::isOpen);
        return known.isPresent() ? known : PartFile.reopen(folder, space).map(this::opened);
    }

    PartFile create(FileName name, Manifest manifest) throws IOException {
        return opened(PartFile.create(folder, name, manifest, space));
    }

    void recordPaused() throws IOException {
        Optional<PartFile> known = part();
        if (known.isPresent()) {
            known.get().setPaused(true);
            return;
        }
        Optional<PartFile> earlier = PartFile.reopen(folder); // paused before its turn came
        if (earlier.isPresent()) {
            try (PartFile left = earlier.get()) {
                left.setPaused(true);
            }
        }
    }

    void recordResumed() throws IOException {
        Optional<PartFile> known = part().filter(PartFile::isOpen);
        if (known.isPresent()) {
            known.get().setPaused(false);
        }
    }

    /** Closes the part file so that it can be opened again; harmless when there is none. */
    void close() throws IOException {
        Optional<PartFile> known = part();
        if (known.isEmpty()) {
            return;
        }
        try (PartFile open = known.get()) { // after an interrupt only its journal is still open
            if (open.isOpen()) {
                open.checkpoint();
            }
        }
    }

    /** Deletes all there is. */
    void discard() throws IOException {
        Optional<PartFile> known = part();
        if (known.isPresent()) {
            known.get().discard();
            forget();
        } else {
            PartFolder.discard(folder); // of an earlier process, cancelled before its turn came
        }
    }

    private synchronized void forget() {
        part = null;
    }
}
