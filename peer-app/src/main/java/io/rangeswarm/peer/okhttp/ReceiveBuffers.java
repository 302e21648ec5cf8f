package io.rangeswarm.peer.okhttp;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** The direct buffers of all downloads of this process: one for each request, and some kept for the next. Safe for many threads. */
final class ReceiveBuffers {

    /** Bytes of each: the socket's buffer empties in few reads, and what was read is still in the cache when it is hashed. */
    static final int BUFFER_BYTES = 128 << 10;

    static final int KEPT_MAX = 32;

    private final ConcurrentLinkedDeque<ByteBuffer> free =
            new ConcurrentLinkedDeque<>(); // the one used last first: the cache has it
    private final AtomicInteger freeCount = new AtomicInteger();

    /** An empty buffer for a request, which must be given back. */
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

    /** Count of buffers that are kept. */
    int kept() {
        return freeCount.get();
    }
}
