package io.rangeswarm.peer.core.download;

import java.time.Instant;

/** How much of one answer's body has come, and when the last of it did. Guarded by this. */
public final class ArrivedBytes {

    private long count;
    private long lastNanos; // since the epoch; of no meaning before anything has come

    ArrivedBytes() {}

    /** So many more bytes came. To be called by whoever receives them. */
    public synchronized void add(int bytes, Instant now) {
        count += bytes;
        lastNanos = ChunkScheduler.nanos(now);
    }

    synchronized long count() {
        return count;
    }

    /** When the last of them came, in nanoseconds since the epoch; 0 when none has. */
    synchronized long lastNanos() {
        return lastNanos;
    }
}
