package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.share.FolderWalk.Candidate;
import io.rangeswarm.peer.core.share.HashingRound.Hashing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder whose files this peer shares. A scan hashes what is new or changed on every core, publishes each file as
 * soon as it is known, and withdraws what is gone. One scan at a time; {@link #adopt} and serving never wait for one.
 */
public final class ShareFolder implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(ShareFolder.class);

    private final Settings settings;
    private final Path root;
    private final RememberedShares remembered;
    private final TakenBack takenBack;
    private final DamagedFiles damaged;
    private final Path records;
    private final Hashing hashing;
    private final ReentrantLock scanning = new ReentrantLock();
    private final AtomicBoolean rescanAsked = new AtomicBoolean();
    private final Set<FileName> adopted = new HashSet<>(); // since the last scan began; guarded by itself

    private ShareFolder(Settings settings, Hashing hashing) throws IOException {
        this.settings = settings;
        this.hashing = hashing;
        this.root = settings.folder().toRealPath();
        if (!Files.isDirectory(root)) {
            throw new NotDirectoryException(root.toString());
        }
        this.records = Files.createDirectories(root.resolve(FileName.RESERVED_SEGMENT));
        this.remembered = new RememberedShares(
                new Shares(settings.holdings(), this::askForRescan), ShareIndex.open(records.resolve("index")));
        this.takenBack = TakenBack.open(records.resolve("unshared"));
        this.damaged = DamagedFiles.open(records.resolve("damaged"));
    }

    /**
     * What a share folder works with.
     *
     * @param executor runs the hashing; to use a machine fully it has a thread for each core
     * @param parallelism how many files are hashed at a time: the executor's count of threads
     * @param rescanWanted told, at most once between scans and on a serving thread, when a shared file has changed on
     *     disk
     */
    public record Settings(
            Path folder, Holdings holdings, Executor executor, int parallelism, Clock clock, Rescan rescanWanted) {

        /** @throws IllegalArgumentException unless parallelism is at least 1 */
        public Settings {
            if (parallelism < 1) {
                throw new IllegalArgumentException("parallelism must be at least 1, not " + parallelism);
            }
        }
    }

    /**
     * Opens the folder and what is remembered of it, in {@code .rangeswarm/index}. Nothing is shared before the first
     * scan. Only one process may have a folder open at a time.
     *
     * @throws IOException when the folder is missing, is no folder, or cannot be written to
     */
    public static ShareFolder open(Settings settings) throws IOException {
        return open(settings, new FileHasher(settings.executor())::hash);
    }

    static ShareFolder open(Settings settings, Hashing hashing) throws IOException {
        return new ShareFolder(settings, hashing);
    }

    /** The folder's real path. */
    public Path root() {
        return root;
    }

    /** Where a file of this name lies in the folder. @throws IllegalArgumentException as {@link SharePaths#resolve} */
    public Path resolve(FileName name) {
        return SharePaths.resolve(root, name);
    }

    /**
     * Looks at every file of the folder; waits for a scan that is under way.
     *
     * @throws IOException when the folder itself cannot be read; the files shared so far stay shared
     */
    public ScanReport scan() throws IOException {
        scanning.lock();
        try {
            rescanAsked.set(false);
            synchronized (adopted) {
                adopted.clear();
            }
            ScanTally tally = new ScanTally();
            List<Candidate> found = FolderWalk.of(root, tally);
            FolderScan scan = new FolderScan(remembered, takenBack, candidate -> isDamaged(candidate, tally), found);
            var unknown = scan.shareKnown();
            scan.gone().forEach(this::forgetUnlessAdopted);
            forgetTakenBackThatAreGone();
            damaged.keepOnly(found.stream().map(Candidate::fingerprint).collect(Collectors.toSet()));
            new HashingRound(hashing, settings.clock(), tally, scan::share)
                    .run(unknown, settings.executor(), settings.parallelism());
            remembered.compactIndex();
            return tally.report(remembered.shares());
        } finally {
            scanning.unlock();
        }
    }

    /**
     * Shares a file that is already verified and lies at {@link #resolve}: a finished download. It is not read again.
     *
     * @throws IOException when there is no file of the manifest's length
     */
    public void adopt(FileName name, Manifest manifest) throws IOException {
        Path path = resolve(name);
        Fingerprint fingerprint = Fingerprint.of(path);
        if (fingerprint.length() != manifest.layout().length()) {
            throw new IOException("a download of " + manifest.layout().length() + " bytes was handed over with "
                    + fingerprint.length() + ": " + name);
        }
        takenBack.remove(List.of(name)); // whoever gets a file anew wants it
        synchronized (adopted) {
            adopted.add(name);
            remembered.share(new Place(name, path, fingerprint, manifest));
        }
    }

    /**
     * Takes a file back: it stays in the folder and is not shared any more, now or after a restart.
     *
     * @return whether any file of this id was shared
     * @throws IOException when that cannot be written down; the file may be shared again by the next process then
     */
    public boolean unshare(FileId fileId) throws IOException {
        Set<FileName> names = remembered.shares().names(fileId);
        try {
            takenBack.add(names, fileId);
        } finally {
            names.forEach(remembered.shares()::unshare);
        }
        return !names.isEmpty();
    }

    /** Shares a file again that was taken back, from the next scan on, which is asked for; false when there is none. */
    public boolean shareAgain(FileId fileId) throws IOException {
        boolean known = takenBack.remove(fileId);
        if (known) {
            settings.rescanWanted().soon();
        }
        return known;
    }

    /** The files that were taken back, by name. */
    public List<Map.Entry<FileName, FileId>> unshared() {
        return takenBack.all();
    }

    /** Whether a file of this id was taken back. */
    public boolean isUnshared(FileId fileId) {
        return takenBack.contains(fileId);
    }

    private boolean isDamaged(Candidate candidate, ScanTally tally) {
        boolean isDamaged = damaged.contains(candidate.name(), candidate.fingerprint());
        if (isDamaged) {
            remembered.shares().unshare(candidate.name()); // a scan may have overlooked what was found meanwhile
            tally.skip(candidate.name().value(), Skipped.Reason.DAMAGED, "is damaged on disk");
        }
        return isDamaged;
    }

    /** Stops sharing a file whose bytes are wrong, until it has been replaced. */
    void withdraw(Place place, String whatIsWrong) {
        log.warn(
                "'{}' is damaged on disk and no longer shared: {}; restore it, or delete it and fetch it again",
                place.name(),
                whatIsWrong);
        try {
            damaged.add(place, new Damage(place.name(), place.manifest().fileId(), whatIsWrong));
        } catch (IOException unwritable) {
            log.warn("that cannot be written down, and will be forgotten with this process: {}", unwritable.toString());
        }
        remembered.shares().unshare(place.name());
    }

    /** The files that a re-check found damaged, by name. */
    public List<Damage> damaged() {
        return damaged.all();
    }

    List<Place> places() {
        return remembered.shares().places();
    }

    /** The folder of the peer's own records. */
    Path records() {
        return records;
    }

    @Override
    public void close() throws IOException {
        remembered.index().close();
    }

    /** A scan that began before the file came does not know it. */
    private void forgetUnlessAdopted(FileName name) {
        synchronized (adopted) {
            if (!adopted.contains(name)) {
                remembered.forget(name);
            }
        }
    }

    /** Whatever is to be found there later is another file. */
    private void forgetTakenBackThatAreGone() throws IOException {
        takenBack.remove(takenBack.all().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !Files.exists(resolve(name), LinkOption.NOFOLLOW_LINKS))
                .toList());
    }

    private void askForRescan() {
        if (rescanAsked.compareAndSet(false, true)) {
            settings.rescanWanted().soon();
        }
    }
}
