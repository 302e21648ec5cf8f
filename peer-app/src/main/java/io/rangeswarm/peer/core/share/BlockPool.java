package io.rangeswarm.peer.core.share;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * The buffers through which files are read to be hashed: at most {@link #BLOCKS_MAX} in the whole process, made as they
 * are needed, outside the heap. Safe for many threads.
 */
final class BlockPool {

    /** In bytes; divides every chunk size. Big enough for few calls, small enough for a core's own cache. */
    static final int BLOCK_LENGTH = 128 << 10;

    /** 64 blocks are 8 MiB. */
    static final int BLOCKS_MAX = 64;

    private final Semaphore permits = new Semaphore(BLOCKS_MAX);
    private final ConcurrentLinkedDeque<ByteBuffer> free = new ConcurrentLinkedDeque<>();

    /** An empty block; waits while all are out. Nobody waits for anything else while holding one. */
    ByteBuffer take() {
        permits.acquireUninterruptibly();
        return one();
    }

    /** So many blocks at once, or none: a thread that waited for more while holding some could wait for ever. */
    Optional<ByteBuffer[]> tryTake(int count) {
        if (!permits.tryAcquire(count)) {
            return Optional.empty();
        }
        ByteBuffer[] blocks = new ByteBuffer[count];
        for (int i = 0; i < count; i++) {
            blocks[i] = one();
        }
        return Optional.of(blocks);
    }

    void release(ByteBuffer... blocks) {
        for (ByteBuffer block : blocks) {
            free.addFirst(block); // the warmest one is taken next
        }
        permits.release(blocks.length);
    }

    private ByteBuffer one() {
        ByteBuffer block = free.pollFirst();
        return block == null ? ByteBuffer.allocateDirect(BLOCK_LENGTH) : block.clear();
    }
}
