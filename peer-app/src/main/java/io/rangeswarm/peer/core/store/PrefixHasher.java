package io.rangeswarm.peer.core.store;

import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

/**
 * The whole-file hash, computed behind the download: it follows the verified prefix while later chunks are still on
 * their way, so that the end of a download does not wait for a second read of the file. Guarded by this; held during
 * reads, which is what makes callers take turns.
 */
final class PrefixHasher {

    private static final int BLOCK_BYTES = 256 << 10;
    private static final long PIECE_BYTES = 128 << 20;

    private final FileChannel channel;
    private final MessageDigest digest = Sha256.newDigest();
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
    private long position;

    PrefixHasher(FileChannel channel) {
        this.channel = channel;
    }

    /** Hashes on towards {@code end}, but at most a piece that takes well under a second; tells how far it got. */
    synchronized long advance(long end) throws IOException {
        advanceTo(Math.min(end, position + PIECE_BYTES));
        return position;
    }

    private void advanceTo(long end) throws IOException {
        while (position < end) {
            block.clear().limit((int) Math.min(BLOCK_BYTES, end - position));
            int read = channel.read(block, position);
            if (read < 0) {
                throw new IOException("the part file ends at " + position + ", before byte " + end);
            }
            digest.update(block.flip());
            position += read;
        }
    }

    /** The hash of the first {@code length} bytes, which must be the whole file: nothing can be hashed after it. */
    synchronized Sha256 finish(long length) throws IOException {
        advanceTo(length);
        return Sha256.ofBytes(digest.digest());
    }
}
