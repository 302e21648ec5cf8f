package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.Executor;

/**
 * Reads a file once for both of its hashes. The whole file's hash can only be computed in order, on one core; the
 * chunks' hashes are as much work again and go to a second core when there is one to spare.
 */
final class FileHasher {

    private final Executor helpers;
    private final BlockPool pool = new BlockPool();

    FileHasher(Executor helpers) {
        this.helpers = helpers;
    }

    /** @throws EOFException when the file is shorter than {@code length} */
    Manifest hash(Path file, long length) throws IOException {
        ChunkLayout layout = new ChunkLayout(length);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return layout.chunkCount() <= 1 ? hashAtMostOneChunk(channel, layout) : hashChunks(channel, layout);
        }
    }

    /** A file of one chunk has one hash, under two names. */
    private Manifest hashAtMostOneChunk(FileChannel channel, ChunkLayout layout) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        for (long at = 0; at < layout.length(); at += BlockPool.BLOCK_LENGTH) {
            BlockPool.Block block = pool.take();
            try {
                fill(block.bytes(), channel, at, layout.length());
                digest.update(block.view());
            } finally {
                block.release();
            }
        }
        byte[] hash = digest.digest();
        return new Manifest(layout, Sha256.ofBytes(hash), layout.chunkCount() == 0 ? new byte[0] : hash);
    }

    private Manifest hashChunks(FileChannel channel, ChunkLayout layout) throws IOException {
        byte[] chunkHashes = new byte[layout.chunkCount() * Sha256.BYTES];
        MessageDigest whole = Sha256.newDigest();
        MessageDigest chunk = Sha256.newDigest();
        try (ChunkHelper helper = ChunkHelper.ask(helpers, chunkHashes)) {
            for (int index = 0; index < layout.chunkCount(); index++) {
                if (helper.isAtWork()) {
                    hashWith(helper, channel, layout, index, whole);
                } else {
                    hashAlone(chunk, channel, layout.rangeOf(index), whole);
                    ChunkHelper.digestInto(chunk, chunkHashes, index);
                }
            }
        }
        return new Manifest(layout, Sha256.ofBytes(whole.digest()), chunkHashes);
    }

    private void hashAlone(MessageDigest chunk, FileChannel channel, ByteRange range, MessageDigest whole)
            throws IOException {
        for (long at = range.start(); at < range.end(); at += BlockPool.BLOCK_LENGTH) {
            BlockPool.Block block = pool.take();
            try {
                fill(block.bytes(), channel, at, range.end());
                whole.update(block.view());
                chunk.update(block.view());
            } finally {
                block.release();
            }
        }
    }

    private void hashWith(ChunkHelper helper, FileChannel channel, ChunkLayout layout, int index, MessageDigest whole)
            throws IOException {
        ByteRange range = layout.rangeOf(index);
        for (long at = range.start(); at < range.end(); at += BlockPool.BLOCK_LENGTH) {
            BlockPool.Block block = pool.take();
            try {
                fill(block.bytes(), channel, at, range.end());
                block.addUser();
                helper.add(block, index, at + BlockPool.BLOCK_LENGTH >= range.end());
                whole.update(block.view());
            } finally {
                block.release();
            }
        }
    }

    /** Fills the buffer from {@code at}, but not past {@code end}, and flips it. */
    private static void fill(ByteBuffer bytes, FileChannel channel, long at, long end) throws IOException {
        bytes.limit((int) Math.min(bytes.capacity(), end - at));
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new EOFException("the file became shorter than " + end + " bytes");
            }
        }
        bytes.flip();
    }
}
