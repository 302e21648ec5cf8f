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
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Reads a file once for both of its hashes. The whole file's hash can only be computed in order, on one core; the
 * chunks' hashes are as much work again and go to a second core when there is one to spare.
 */
final class FileHasher {

    /** How far, in blocks, one of two hashers of a file may be ahead of the other. */
    private static final int RELAY_LENGTH = 8;

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
        if (layout.chunkCount() == 1) {
            update(channel, layout.rangeOf(0), digest);
        }
        byte[] hash = digest.digest();
        return new Manifest(layout, Sha256.ofBytes(hash), layout.chunkCount() == 0 ? new byte[0] : hash);
    }

    private Manifest hashChunks(FileChannel channel, ChunkLayout layout) throws IOException {
        byte[] chunkHashes = new byte[layout.chunkCount() * Sha256.BYTES];
        MessageDigest whole = Sha256.newDigest();
        MessageDigest chunk = Sha256.newDigest();
        try (ChunkHelper helper = ChunkHelper.ask(helpers, layout, chunkHashes)) {
            for (int index = 0; index < layout.chunkCount(); index++) {
                if (helper.isThere() && hashRestWith(helper, channel, layout, index, whole)) {
                    break;
                }
                update(channel, layout.rangeOf(index), whole, chunk);
                ChunkHelper.digestInto(chunk, chunkHashes, index);
            }
        }
        return new Manifest(layout, Sha256.ofBytes(whole.digest()), chunkHashes);
    }

    private void update(FileChannel channel, ByteRange range, MessageDigest... digests) throws IOException {
        ByteBuffer block = pool.take();
        try {
            for (long at = range.start(); at < range.end(); at += BlockPool.BLOCK_LENGTH) {
                fill(block.clear(), channel, at, range.end());
                for (MessageDigest digest : digests) {
                    digest.update(block.duplicate());
                }
            }
        } finally {
            pool.release(block);
        }
    }

    /** From this chunk to the file's end; false when all blocks are out, so that it was not begun. */
    private boolean hashRestWith(
            ChunkHelper helper, FileChannel channel, ChunkLayout layout, int chunk, MessageDigest whole)
            throws IOException {
        Optional<ByteBuffer[]> ring = pool.tryTake(RELAY_LENGTH);
        if (ring.isEmpty()) {
            return false;
        }
        BlockRelay relay = new BlockRelay(
                (block, index) -> fill(block, channel, index * BlockPool.BLOCK_LENGTH, layout.length()),
                ring.get(),
                layout.rangeOf(chunk).start() / BlockPool.BLOCK_LENGTH,
                (layout.length() + BlockPool.BLOCK_LENGTH - 1) / BlockPool.BLOCK_LENGTH);
        helper.help(relay, chunk);
        try (BlockRelay.Hasher blocks = relay.wholeFile()) {
            for (var block = blocks.next(); block.isPresent(); block = blocks.next()) {
                whole.update(block.get());
            }
        } finally {
            helper.close(); // it must have left the blocks before they are anybody else's
            pool.release(ring.get());
        }
        return true;
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
