package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.Sha256;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A second thread for one big file: computes chunk hashes while the owner reads and computes the file's. It is asked
 * for once and comes when the executor has a thread to spare; until then the owner does both. One owner, one helper.
 */
final class ChunkHelper implements Runnable, AutoCloseable {

    /** How far, in blocks, the owner may run ahead. */
    private static final int QUEUE_LENGTH = 6;

    private enum State {
        ASKED,
        AT_WORK,
        DISMISSED
    }

    /** @param block null when there is no more work */
    private record Work(BlockPool.@Nullable Block block, int chunk, boolean lastOfChunk) {}

    private final byte[] chunkHashes;
    private final AtomicReference<State> state = new AtomicReference<>(State.ASKED);
    private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUE_LENGTH);
    private final CountDownLatch done = new CountDownLatch(1);

    private ChunkHelper(byte[] chunkHashes) {
        this.chunkHashes = chunkHashes;
    }

    /** @param chunkHashes where to write the hashes, 32 bytes per chunk; to be read after {@link #close()} */
    static ChunkHelper ask(Executor executor, byte[] chunkHashes) {
        ChunkHelper helper = new ChunkHelper(chunkHashes);
        try {
            executor.execute(helper);
        } catch (RejectedExecutionException nobodyToSpare) {
            helper.state.set(State.DISMISSED);
        }
        return helper;
    }

    /** Whether the owner may hand over the next chunk. */
    boolean isAtWork() {
        return state.get() == State.AT_WORK;
    }

    /** Hands over the next bytes of the chunk, with the caller's use of the block. */
    void add(BlockPool.Block block, int chunk, boolean lastOfChunk) {
        putUninterruptibly(new Work(block, chunk, lastOfChunk));
    }

    /** Returns when all that was handed over is done. */
    @Override
    public void close() {
        if (state.compareAndSet(State.ASKED, State.DISMISSED) || !isAtWork()) {
            return;
        }
        putUninterruptibly(new Work(null, 0, false));
        uninterruptibly(() -> {
            done.await();
            return true;
        });
    }

    @Override
    public void run() {
        if (!state.compareAndSet(State.ASKED, State.AT_WORK)) {
            return;
        }
        try {
            work();
        } finally {
            done.countDown();
        }
    }

    private void work() {
        MessageDigest digest = Sha256.newDigest();
        while (true) {
            Work work = uninterruptibly(queue::take);
            BlockPool.Block block = work.block();
            if (block == null) {
                return;
            }
            digest.update(block.view());
            block.release();
            if (work.lastOfChunk()) {
                digestInto(digest, chunkHashes, work.chunk());
            }
        }
    }

    /** Ends the digest and writes it at the chunk's place. */
    static void digestInto(MessageDigest digest, byte[] chunkHashes, int chunk) {
        try {
            digest.digest(chunkHashes, chunk * Sha256.BYTES, Sha256.BYTES);
        } catch (DigestException impossible) {
            throw new IllegalStateException("32 bytes hold a SHA-256", impossible);
        }
    }

    private void putUninterruptibly(Work work) {
        uninterruptibly(() -> {
            queue.put(work);
            return true;
        });
    }

    private interface Waiting<T> {
        T await() throws InterruptedException;
    }

    /** The other side never waits for anything but this one, so an interrupt can be kept for later. */
    private static <T> T uninterruptibly(Waiting<T> waiting) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return waiting.await();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
