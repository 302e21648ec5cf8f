package io.rangeswarm.peer.core.share;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The buffers through which files are read to be hashed: at most {@link #BLOCKS_MAX} in the whole process, made as they
 * are needed, outside the heap. Safe for many threads.
 */
final class BlockPool {

    /** In bytes. Big enough that handing one to another thread costs nothing, small enough for a core's cache. */
    static final int BLOCK_LENGTH = 256 << 10;

    /** 32 blocks are 8 MiB. */
    static final int BLOCKS_MAX = 32;

    /** A buffer that goes back to its pool when its last user releases it. */
    final class Block {

        private final ByteBuffer bytes = ByteBuffer.allocateDirect(BLOCK_LENGTH);
        private final AtomicInteger users = new AtomicInteger();

        /** The buffer to fill, for its only user. */
        ByteBuffer bytes() {
            return bytes;
        }

        /** The bytes to read, with a position of its own for each user. */
        ByteBuffer view() {
            return bytes.duplicate();
        }

        void addUser() {
            users.incrementAndGet();
        }

        void release() {
            if (users.decrementAndGet() == 0) {
                free.addFirst(this); // the warmest one is taken next
                permits.release();
            }
        }
    }

    private final Semaphore permits = new Semaphore(BLOCKS_MAX);
    private final ConcurrentLinkedDeque<Block> free = new ConcurrentLinkedDeque<>();

    /** An empty block for one user; waits while all are out. Nobody waits for anything else while holding one. */
    Block take() {
        permits.acquireUninterruptibly();
        Block block = free.pollFirst();
        if (block == null) {
            block = new Block();
        }
        block.bytes.clear();
        block.users.set(1);
        return block;
    }
}
