package io.rangeswarm.peer.core.store;

import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The whole-file hash, computed behind the download: it follows the verified prefix while later chunks are still on
 * their way, so that the end of a download does not wait for a second read of the file. Chunks that are lent while they
 * are in memory are hashed by who lends them; only what was not is read back.
 *
 * <p>The digest is guarded by the lock, held while hashing and reading, which is what makes callers take turns; how far
 * it got can be asked without it.
 */
final class PrefixHasher {

    private static final int BLOCK_BYTES = 256 << 10;
    private static final long PIECE_BYTES = 32 << 20;

    /** What begins further ahead than this is not worth keeping in memory until its turn comes. */
    private static final long LENT_AHEAD_MAX = 20 << 20;

    private final FileChannel channel;
    private final MessageDigest digest = Sha256.newDigest();
    private final ReentrantLock hashing = new ReentrantLock();
    private final Map<Long, LentBytes> lent = new ConcurrentHashMap<>(); // by the first byte's place in the file
    private volatile long position; // written under the lock
    private volatile boolean closed;
    private @Nullable Sha256 whole;

    PrefixHasher(FileChannel channel) {
        this.channel = channel;
    }

    /** Count of bytes hashed so far; never waits for the one who hashes. */
    long position() {
        return position;
    }

    /** Whether somebody hashes at this moment. */
    boolean isBusy() {
        return hashing.isLocked();
    }

    /** Whether a chunk that begins at {@code start} will be hashed so soon that its bytes are worth lending. */
    boolean wants(long start) {
        long ahead = start - position;
        return !closed && ahead >= 0 && ahead < LENT_AHEAD_MAX;
    }

    /** Takes the verified bytes that begin at {@code start}; hashes them, and what follows, when it is their turn. */
    void lend(long start, LentBytes bytes) {
        LentBytes before = lent.put(start, bytes);
        if (before != null) {
            before.giveBack().run();
        }
        hashLent();
        if (closed || start < position) {
            giveBack(start);
        }
    }

    /** Who finds another one hashing leaves it to him: he looks again after he has let go of the lock. */
    private void hashLent() {
        while (lent.containsKey(position) && hashing.tryLock()) {
            try {
                hashNextLent();
            } finally {
                hashing.unlock();
            }
        }
    }

    private boolean hashNextLent() {
        long start = position;
        LentBytes next = lent.remove(start);
        if (next == null) {
            return false;
        }
        next.blocks().forEach(block -> digest.update(block.duplicate()));
        position = start + next.length();
        next.giveBack().run();
        return true;
    }

    private void giveBack(long start) {
        LentBytes unused = lent.remove(start);
        if (unused != null) {
            unused.giveBack().run();
        }
    }

    /** Hashes on towards {@code end}, but at most a piece that takes well under a second. */
    void advance(long end) throws IOException {
        hashing.lock();
        try {
            advanceTo(Math.min(end, position + PIECE_BYTES));
        } finally {
            hashing.unlock();
        }
        hashLent();
    }

    private void advanceTo(long end) throws IOException {
        // Not kept: thousands of small downloads would each hold one for longer than they need it.
        ByteBuffer block = null;
        while (position < end) {
            if (hashNextLent()) {
                continue;
            }
            if (block == null) {
                block = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, end - position));
            }
            long start = position;
            block.clear().limit((int) Math.min(block.capacity(), end - start));
            int read = channel.read(block, start);
            if (read < 0) {
                throw new IOException("the part file ends at " + start + ", before byte " + end);
            }
            digest.update(block.flip());
            position = start + read;
        }
        lent.keySet().stream().filter(start -> start < position).forEach(this::giveBack); // read past meanwhile
    }

    /**
     * The hash of the first {@code length} bytes, which must be the whole file: nothing can be hashed after it. It is
     * kept, for a digest tells it only once, and a download that could not be published is finished again.
     */
    Sha256 finish(long length) throws IOException {
        hashing.lock();
        try {
            Sha256 known = whole;
            if (known == null) {
                advanceTo(length);
                known = Sha256.ofBytes(digest.digest());
                whole = known;
            }
            return known;
        } finally {
            hashing.unlock();
        }
    }

    /** Gives back all that is lent, now and from now on. */
    void close() {
        closed = true;
        lent.keySet().forEach(this::giveBack);
    }
}
