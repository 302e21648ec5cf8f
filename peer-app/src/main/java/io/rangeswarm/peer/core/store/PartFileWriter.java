package io.rangeswarm.peer.core.store;

import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Writes and hashes one chunk as it arrives, in place or to a scratch file. For one thread, but for {@link #revoke()},
 * which another may call; guarded by this.
 */
final class PartFileWriter implements ChunkWriter {

    private final PartFile part;
    private final int index;
    private final FileChannel channel;
    private final long start;
    private final boolean inPlace;
    private final int length;
    private final MessageDigest digest = Sha256.newDigest();
    private long received;
    private boolean revoked;
    private boolean closed;

    /** A writer into the part file itself, at the chunk's place. */
    PartFileWriter(PartFile part, int index, FileChannel channel, long start) {
        this(part, index, channel, start, true);
    }

    private PartFileWriter(PartFile part, int index, FileChannel channel, long start, boolean inPlace) {
        this.part = part;
        this.index = index;
        this.channel = channel;
        this.start = start;
        this.inPlace = inPlace;
        this.length = part.manifest().layout().lengthOf(index);
    }

    /** A writer into a file of its own, which goes when it is closed. */
    static PartFileWriter toScratch(PartFile part, int index, Path scratch) throws IOException {
        FileChannel channel = FileChannel.open(
                scratch,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        return new PartFileWriter(part, index, channel, 0, false);
    }

    @Override
    public synchronized void accept(ByteBuffer bytes) throws IOException {
        long at = start + received;
        received += bytes.remaining();
        if (revoked || received > length) {
            bytes.position(bytes.limit());
            return;
        }
        digest.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** Stops writing for good: another writer has finished this chunk. Returns when no write is under way. */
    synchronized void revoke() {
        revoked = true;
    }

    @Override
    public WriteOutcome finish() throws IOException {
        if (isRevoked()) {
            return part.overtaken(index);
        }
        WriteOutcome wrong = whatIsWrong();
        if (wrong != null) {
            return wrong;
        }
        return inPlace ? part.keepInPlace(this, index) : part.keepFromScratch(index, channel);
    }

    /** Asked apart from the rest: the part file may not be called with this writer's lock, which it takes itself. */
    private synchronized boolean isRevoked() {
        return revoked;
    }

    private synchronized @Nullable WriteOutcome whatIsWrong() {
        if (received != length) {
            return new WriteOutcome.WrongLength(length, received);
        }
        Sha256 expected = part.manifest().chunkHash(index);
        Sha256 actual = Sha256.ofBytes(digest.digest());
        return actual.equals(expected) ? null : new WriteOutcome.HashMismatch(expected, actual);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (inPlace) {
            part.release(this, index);
            return;
        }
        try {
            channel.close();
        } catch (IOException ignored) {
            // A scratch file that cannot be deleted is deleted with the download's folder.
        }
    }
}
