package io.rangeswarm.peer.core.download;

import java.time.Instant;

/** How much of one answer's body has come, and when: the pace at which it comes. Guarded by this. */
public final class ArrivedBytes {

    private long count;
    private long firstCount; // what came first, after a wait that is not of the body's pace
    private long firstNanos; // since the epoch, as all times here; of no meaning before anything has come
    private long lastNanos;

    ArrivedBytes() {}

    /** So many more bytes came. To be called by whoever receives them. */
    public synchronized void add(int bytes, Instant now) {
        lastNanos = ChunkScheduler.nanos(now);
        if (count == 0) {
            firstNanos = lastNanos;
            firstCount = bytes;
        }
        count += bytes;
    }

    synchronized long count() {
        return count;
    }

    /** When the last of them came, in nanoseconds since the epoch; 0 when none has. */
    synchronized long lastNanos() {
        return lastNanos;
    }

    /** Nanoseconds that a byte took from a time until the last ones came. To be asked only when something has come. */
    synchronized double nanosPerByteSince(long startNanos) {
        return (double) (lastNanos - startNanos) / (double) count;
    }

    /** The same from when the first came, without the wait before them; NaN while nothing has come after them. */
    synchronized double nanosPerByteSinceFirst() {
        return count == firstCount ? Double.NaN : (double) (lastNanos - firstNanos) / (double) (count - firstCount);
    }
}
