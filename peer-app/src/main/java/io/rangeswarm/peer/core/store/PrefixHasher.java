package io.rangeswarm.peer.core.store;

import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The whole-file hash, computed behind the download: it follows the verified prefix while later chunks are still on
 * their way, so that the end of a download does not wait for a second read of the file. It reads what has just been
 * written, from the page cache, so it proves what is in the file and not what was received. Guarded by this; held during
 * reads, which is what makes callers take turns; how far it got can be asked without it.
 */
final class PrefixHasher {

    private static final int BLOCK_BYTES = 256 << 10;
    private static final long PIECE_BYTES = 32 << 20;

    private final FileChannel channel;
    private final MessageDigest digest = Sha256.newDigest();
    private volatile long position;
    private @Nullable Sha256 whole;

    PrefixHasher(FileChannel channel) {
        this.channel = channel;
    }

    /** Count of bytes hashed so far; never waits for the one who hashes. */
    long position() {
        return position;
    }

    /** Hashes on towards {@code end}, but at most a piece that takes well under a second. */
    synchronized void advance(long end) throws IOException {
        advanceTo(Math.min(end, position + PIECE_BYTES));
    }

    private void advanceTo(long end) throws IOException {
        if (position >= end) {
            return;
        }
        // Not kept: thousands of small downloads would each hold one for longer than they need it.
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, end - position));
        for (long at = position; at < end; position = at) {
            block.clear().limit((int) Math.min(block.capacity(), end - at));
            int read = channel.read(block, at);
            if (read < 0) {
                throw new IOException("the part file ends at " + at + ", before byte " + end);
            }
            digest.update(block.flip());
            at += read;
        }
    }

    /**
     * The hash of the first {@code length} bytes, which must be the whole file: nothing can be hashed after it. It is
     * kept, for a digest tells it only once, and a download that could not be published is finished again.
     */
    synchronized Sha256 finish(long length) throws IOException {
        Sha256 known = whole;
        if (known == null) {
            advanceTo(length);
            known = Sha256.ofBytes(digest.digest());
            whole = known;
        }
        return known;
    }
}
