package io.rangeswarm.peer.web.upload;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keeps the files that were served last open, so that not every chunk opens its file anew.
 *
 * <p>A holding asks the file system, for every request, whether its file is still the one that was verified (length,
 * time of modification, inode). An open file is only ever used for the very holding and path it was opened for, and the
 * holding was asked after it was opened too: so it is that file, whatever else has got its name since.
 *
 * <p>Guarded by this; files are opened outside, and closed by {@link OpenFile}.
 */
public final class OpenFiles implements Holdings.Listener {

    private record Key(Path path, FileId fileId) {}

    private static final class Entry {

        private final Holding holding;
        private final OpenFile file;
        private boolean recentlyUsed = true;

        private Entry(Holding holding, OpenFile file) {
            this.holding = holding;
            this.file = file;
        }
    }

    private final int countMax;
    private final Map<Key, Entry> byUse = new LinkedHashMap<>(16, 0.75f, true);
    private long opened;

    /** @throws IllegalArgumentException unless at least one file may be kept open */
    public OpenFiles(int countMax) {
        if (countMax < 1) {
            throw new IllegalArgumentException("at least 1 file must be kept open, not " + countMax);
        }
        this.countMax = countMax;
    }

    /** How many files are kept open; those that transfers still use, but nobody else will, are not counted. */
    public synchronized int count() {
        return byUse.size();
    }

    /** How often a file was opened since the start. */
    public synchronized long opened() {
        return opened;
    }

    /**
     * The holding's file, to be {@linkplain OpenFile#letGo let go} after use; empty when the file on disk is not the
     * one that was verified.
     *
     * @throws IOException when the disk is broken, or the process has too many files open
     */
    public Optional<OpenFile> use(Holding holding) throws IOException {
        Optional<Path> path = holding.verifiedPath();
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Optional<OpenFile> kept = useKept(holding, path.get());
        return kept.isPresent() ? kept : open(holding, path.get());
    }

    /** Lets go of files that were not used since the last call: a deleted file takes up its space while it is open. */
    void sweep() {
        List<OpenFile> idle = new ArrayList<>();
        synchronized (this) {
            for (Iterator<Entry> all = byUse.values().iterator(); all.hasNext(); ) {
                Entry entry = all.next();
                if (entry.recentlyUsed) {
                    entry.recentlyUsed = false;
                } else {
                    all.remove();
                    idle.add(entry.file);
                }
            }
        }
        idle.forEach(OpenFile::letGo);
    }

    /** Lets go of all files. */
    void clear() {
        forget(any -> true);
    }

    @Override
    public void held(Holding holding) {
        forget(entry -> entry.holding != holding && entry.holding.fileId().equals(holding.fileId()));
    }

    @Override
    public void withdrawn(FileId fileId) {
        forget(entry -> entry.holding.fileId().equals(fileId));
    }

    private synchronized Optional<OpenFile> useKept(Holding holding, Path path) {
        Entry entry = byUse.get(new Key(path, holding.fileId()));
        if (entry == null || entry.holding != holding || !entry.file.use()) {
            return Optional.empty();
        }
        entry.recentlyUsed = true;
        return Optional.of(entry.file);
    }

    private Optional<OpenFile> open(Holding holding, Path path) throws IOException {
        OpenFile file;
        try {
            file = new OpenFile(FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException | AccessDeniedException goneOrUnreadable) {
            return Optional.empty();
        } catch (IOException failed) {
            if (Files.isSymbolicLink(path)) {
                return Optional.empty(); // put there since the holding was asked
            }
            throw failed;
        }
        if (!holding.verifiedPath().equals(Optional.of(path)) || leadsElsewhere(path)) {
            file.letGo();
            return Optional.empty();
        }
        file.use(); // once for the caller, once for this cache
        keep(new Key(path, holding.fileId()), new Entry(holding, file));
        return Optional.of(file);
    }

    /** A folder above may have become a link since the holding was asked; what was opened is then somebody else's. */
    private static boolean leadsElsewhere(Path path) throws IOException {
        try {
            return !path.toRealPath().equals(path);
        } catch (NoSuchFileException gone) {
            return true;
        }
    }

    private void keep(Key key, Entry entry) {
        List<OpenFile> outdated = new ArrayList<>();
        synchronized (this) {
            opened++;
            Entry before = byUse.put(key, entry);
            if (before != null) {
                outdated.add(before.file);
            }
            Iterator<Entry> leastRecentlyUsed = byUse.values().iterator();
            while (byUse.size() > countMax) {
                outdated.add(leastRecentlyUsed.next().file);
                leastRecentlyUsed.remove();
            }
        }
        outdated.forEach(OpenFile::letGo);
    }

    private void forget(Predicate<Entry> which) {
        List<OpenFile> forgotten = new ArrayList<>();
        synchronized (this) {
            byUse.values().removeIf(entry -> {
                boolean goes = which.test(entry);
                if (goes) {
                    forgotten.add(entry.file);
                }
                return goes;
            });
        }
        forgotten.forEach(OpenFile::letGo);
    }
}
