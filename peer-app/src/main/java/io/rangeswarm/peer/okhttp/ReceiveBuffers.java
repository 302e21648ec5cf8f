package io.rangeswarm.peer.okhttp;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The direct buffers of all downloads of this process. Each request has one; what is received in the file's order may
 * take spare ones, of which there is a bounded number, so that it can be hashed before it has left memory. Safe for many
 * threads.
 */
final class ReceiveBuffers {

    /** Bytes of each: the socket's buffer empties in few reads, and what was read is still in the cache when it is hashed. */
    static final int BUFFER_BYTES = 128 << 10;

    /** With those of requests, well below what a heap of 64 MiB lets direct buffers take. */
    static final int SPARE_MAX = 160;

    private static final int KEPT_MAX = SPARE_MAX + 16;

    private final ConcurrentLinkedDeque<ByteBuffer> free =
            new ConcurrentLinkedDeque<>(); // the one used last first: the cache has it
    private final AtomicInteger freeCount = new AtomicInteger();
    private final AtomicInteger spareTaken = new AtomicInteger();

    /** A buffer for a request, which must be given back. */
    ByteBuffer take() {
        ByteBuffer kept = free.pollFirst();
        if (kept == null) {
            return ByteBuffer.allocateDirect(BUFFER_BYTES);
        }
        freeCount.decrementAndGet();
        return kept.clear();
    }

    void giveBack(ByteBuffer buffer) {
        if (freeCount.incrementAndGet() <= KEPT_MAX) {
            free.addFirst(buffer);
        } else {
            freeCount.decrementAndGet();
        }
    }

    /** One more, if there is one; to be given back by {@link #giveBackSpare}. */
    Optional<ByteBuffer> takeSpare() {
        if (spareTaken.incrementAndGet() > SPARE_MAX) {
            spareTaken.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(take());
    }

    void giveBackSpare(ByteBuffer buffer) {
        spareTaken.decrementAndGet();
        giveBack(buffer);
    }

    /** Count of spare buffers that somebody has. */
    int spareTaken() {
        return spareTaken.get();
    }
}
