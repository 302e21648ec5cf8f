package io.rangeswarm.peer.core.store;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** The room on disk that a part file takes, and what stands there. */
final class PartSpace {

    private static final int BLOCK_BYTES = 256 << 10;

    private PartSpace() {}

    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    static void setLength(FileChannel channel, long length) throws IOException {
        if (channel.size() > length) {
            channel.truncate(length);
        } else if (channel.size() < length) {
            channel.write(ByteBuffer.allocate(1), length - 1);
        }
    }

    /** Copies a scratch file, from 0, to its place. */
    static void copy(FileChannel scratch, FileChannel channel, ByteRange range) throws IOException {
        channel.position(range.start());
        for (long copied = 0; copied < range.length(); ) {
            long moved = scratch.transferTo(copied, range.length() - copied, channel);
            if (moved <= 0) {
                throw new IOException("a scratch file was cut to " + scratch.size() + " bytes by somebody else");
            }
            copied += moved;
        }
    }

    /** Whether the right bytes of a chunk stand at its place. */
    static boolean holds(FileChannel channel, Manifest manifest, int index) throws IOException {
        ByteRange range = manifest.layout().rangeOf(index);
        MessageDigest digest = Sha256.newDigest();
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        for (long at = range.start(); at < range.end(); at += block.limit()) {
            block.clear().limit((int) Math.min(BLOCK_BYTES, range.end() - at));
            if (channel.read(block, at) < 0) {
                return false;
            }
            digest.update(block.flip());
        }
        return Sha256.ofBytes(digest.digest()).equals(manifest.chunkHash(index));
    }
}
