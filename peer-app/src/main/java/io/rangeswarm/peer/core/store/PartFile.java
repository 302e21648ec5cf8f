package io.rangeswarm.peer.core.store;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A download's bytes on disk, in a folder of its own:
 *
 * <pre>
 * .rangeswarm/downloads/9f86d081…/part        as long as the file will be; each chunk at its place
 * .rangeswarm/downloads/9f86d081…/journal     what was verified, see {@link Journal}
 * .rangeswarm/downloads/9f86d081…/scratch-1   a second answer for a chunk that is still being written in place
 * </pre>
 *
 * <p>Only one writer at a time writes a chunk in place; a second one (endgame) writes to a scratch file, so that a
 * wrong answer can never overwrite the right bytes of another. State is guarded by this; never held while chunk bytes
 * are written, except the copy of a scratch file that won.
 */
public final class PartFile implements ChunkStore, Closeable {

    private final Path folder;
    private final Manifest manifest;
    private final FileName name;
    private final FileChannel channel;
    private final Journal journal;
    private final PrefixHasher prefixHasher;
    private final PromisedSpace space;

    private final HeldChunks held;
    private final Map<Integer, PartFileWriter> inPlace = new HashMap<>();
    private boolean paused;
    private int scratchFiles;

    private PartFile(
            Path folder, Manifest manifest, FileName name, FileChannel channel, Journal journal, PromisedSpace space) {
        this.folder = folder;
        this.manifest = manifest;
        this.name = name;
        this.channel = channel;
        this.journal = journal;
        this.prefixHasher = new PrefixHasher(channel);
        this.space = space;
        this.held = new HeldChunks(manifest.layout().chunkCount());
    }

    /**
     * Starts a download's files in {@code folder}, which is made.
     *
     * @throws DiskFullException when the file system has less room than the file needs
     */
    public static PartFile create(Path folder, FileName name, Manifest manifest) throws IOException {
        return create(folder, name, manifest, new PromisedSpace());
    }

    /** The same beside others that have room promised. */
    public static PartFile create(Path folder, FileName name, Manifest manifest, PromisedSpace space)
            throws IOException {
        if (Files.exists(folder)) {
            Publication.deleteFolder(folder); // what reopen() could make nothing of
        }
        Files.createDirectories(folder);
        try {
            space.promise(folder, manifest.layout().length());
            return createIn(folder, name, manifest, space);
        } catch (IOException failed) {
            space.release(folder);
            Publication.deleteFolder(folder); // or the next process would take it for a download to go on with
            throw failed;
        }
    }

    private static PartFile createIn(Path folder, FileName name, Manifest manifest, PromisedSpace space)
            throws IOException {
        FileChannel channel = PartSpace.open(folder.resolve(PartFolder.PART));
        try {
            PartSpace.setLength(channel, manifest.layout().length());
            PartFile created = new PartFile(
                    folder,
                    manifest,
                    name,
                    channel,
                    Journal.create(folder.resolve(PartFolder.JOURNAL), name, manifest),
                    space);
            space.follow(folder, created::bytesToCome);
            return created;
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    /**
     * Opens what an earlier process left; empty when its journal proves nothing, not even what was being fetched. When
     * the part file is gone (it may have got its final name already) it begins anew, with nothing held.
     */
    public static Optional<PartFile> reopen(Path folder) throws IOException {
        return reopen(folder, new PromisedSpace());
    }

    /** The same; what it has still to write is promised to it, whether there is room or not. */
    public static Optional<PartFile> reopen(Path folder, PromisedSpace space) throws IOException {
        Optional<Journal.Opened> opened = PartFolder.openJournal(folder);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Journal.State state = opened.get().state();
        Journal journal = opened.get().journal();
        FileChannel channel = PartSpace.open(folder.resolve(PartFolder.PART));
        try {
            PartFile part = new PartFile(folder, state.manifest(), state.name(), channel, journal, space);
            part.recover(state, channel.size() == state.manifest().layout().length());
            PartSpace.setLength(
                    channel, state.manifest().layout().length()); // last: its length is what recovery goes by
            space.follow(folder, part::bytesToCome);
            return Optional.of(part);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            journal.close();
            throw failed;
        }
    }

    private synchronized void recover(Journal.State state, boolean partIsWhole) throws IOException {
        paused = state.paused();
        held.recover(
                state.recordedChunks(),
                partIsWhole ? state.durableCount() : 0,
                index -> PartSpace.holds(channel, manifest, index));
        if (held.recordedCount() < state.recordedChunks().size()) {
            journal.recordHeld(held.all());
            held.startOver();
        }
    }

    private long bytesToCome() {
        return manifest.layout().length() - manifest.layout().lengthOf(held());
    }

    @Override
    public Manifest manifest() {
        return manifest;
    }

    /** What the file is to be called when it is whole. */
    public FileName name() {
        return name;
    }

    /** Where the bytes are until the download is complete. */
    public Path path() {
        return folder.resolve(PartFolder.PART);
    }

    @Override
    public synchronized ChunkSet held() {
        return held.all();
    }

    /** Whether the user paused the download, now or in an earlier process. */
    public synchronized boolean isPaused() {
        return paused;
    }

    public synchronized void setPaused(boolean nowPaused) throws IOException {
        if (paused != nowPaused) {
            journal.recordPaused(nowPaused);
            paused = nowPaused;
        }
    }

    @Override
    public ChunkWriter writerFor(int index) throws IOException {
        synchronized (this) {
            if (held.contains(index) || !inPlace.containsKey(index)) {
                PartFileWriter writer = new PartFileWriter(
                        this, index, channel, manifest.layout().rangeOf(index).start());
                if (held.contains(index)) {
                    writer.revoke(); // nothing may overwrite bytes that are verified
                } else {
                    inPlace.put(index, writer);
                }
                return writer;
            }
        }
        return PartFileWriter.toScratch(this, index, scratchPath());
    }

    private synchronized Path scratchPath() {
        scratchFiles++;
        return folder.resolve("scratch-" + scratchFiles);
    }

    /** For a writer whose bytes proved right and stand in place. */
    synchronized WriteOutcome keepInPlace(PartFileWriter writer, int index) throws IOException {
        return inPlace.remove(index, writer) ? record(index) : overtaken(index);
    }

    /** What a writer is told that was revoked because another one brought its chunk. */
    synchronized WriteOutcome overtaken(int index) throws IOException {
        if (!held.contains(index)) {
            throw new IOException("chunk " + index + " came twice and could be kept neither time");
        }
        return new WriteOutcome.AlreadyHeld();
    }

    /** Called by a writer whose bytes proved right and stand in its scratch file, from 0. */
    synchronized WriteOutcome keepFromScratch(int index, FileChannel scratch) throws IOException {
        if (held.contains(index)) {
            return new WriteOutcome.AlreadyHeld();
        }
        PartFileWriter slower = inPlace.remove(index);
        if (slower != null) {
            slower.revoke();
        }
        PartSpace.copy(scratch, channel, manifest.layout().rangeOf(index));
        return record(index);
    }

    synchronized void release(PartFileWriter writer, int index) {
        inPlace.remove(index, writer);
    }

    private WriteOutcome record(int index) throws IOException {
        if (held.contains(index)) {
            return new WriteOutcome.AlreadyHeld();
        }
        journal.recordChunk(index);
        held.recorded(index);
        return new WriteOutcome.Verified();
    }

    /** Makes the chunks held now survive a power failure. Costs as much as the disk takes for what is not yet on it. */
    public void checkpoint() throws IOException {
        HeldChunks.Recorded recorded;
        synchronized (this) {
            recorded = held.recordedNow();
        }
        if (!recorded.isDurable()) {
            force(false);
            journal.recordSynced(recorded.count());
            synchronized (this) {
                held.synced(recorded);
            }
        }
    }

    /**
     * What a system could not write it may let go of, and say of the next forcing that all is well: so after one failure
     * nothing counts that was not on the disk before, and it is fetched again.
     */
    private void force(boolean metaData) throws IOException {
        try {
            channel.force(metaData);
        } catch (ClosedChannelException closing) {
            throw closing;
        } catch (IOException broken) {
            synchronized (this) {
                journal.recordHeld(held.onlyDurable());
            }
            throw broken;
        }
    }

    /** Hashes on behind the verified prefix, a bounded piece; for a thread that has time, beside the download. */
    public void hashVerifiedPrefix() throws IOException {
        prefixHasher.advance(verifiedPrefixLength());
    }

    /** Count of bytes of the verified prefix that {@link #hashVerifiedPrefix} has still to read. */
    public long unhashedPrefixBytes() {
        return Math.max(0, verifiedPrefixLength() - prefixHasher.position());
    }

    private synchronized long verifiedPrefixLength() {
        return held.prefixLength(manifest.layout());
    }

    /**
     * The hash of the whole file.
     *
     * @throws IllegalStateException when not all chunks are held
     */
    public Sha256 globalHash() throws IOException {
        if (!held().isComplete()) {
            throw new IllegalStateException("only a complete file has a global hash; held: " + held());
        }
        return prefixHasher.finish(manifest.layout().length());
    }

    /**
     * Gives the complete file its final name, durably and without ever replacing another file. The download's records
     * stay until {@link #discard()}; repeating the call after a crash in between is harmless.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is another file at {@code target} already
     */
    public void publish(Path target) throws IOException {
        force(true);
        Publication.publish(path(), target);
    }

    /** Closes the download and deletes all that is kept of it. */
    public void discard() throws IOException {
        close();
        PartFolder.discard(folder);
    }

    /** Whether chunks can be written and hashed; not after {@link #close()}, nor when a thread was interrupted in a write. */
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Closes the files; what is held can be opened again. */
    @Override
    public void close() throws IOException {
        space.release(folder);
        try {
            channel.close();
        } finally {
            journal.close();
        }
    }
}
