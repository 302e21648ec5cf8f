package io.rangeswarm.model.net;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many workers wait for the rest of a call whose body has not all come: three quarters of them may, and the others are
 * for those who say all they have to say at once. Safe for many threads.
 */
public final class PatientReads {

    private final AtomicInteger waiting = new AtomicInteger();

    /** One connection's way to be read. */
    @FunctionalInterface
    public interface Reader {
        /** Reads what has come, or where {@code block} waits for it; the count of bytes, or -1 at the end. */
        int read(boolean block) throws IOException;
    }

    /**
     * Reads what has come, or waits for it if that is asked for.
     *
     * @param workers how many there are
     * @return the count of bytes, 0 only where nothing has come and nobody waits, -1 at the end
     * @throws IOException also when as many wait as may: the call ends
     */
    public int read(boolean block, Reader connection, int workers) throws IOException {
        int there = connection.read(false);
        if (!block || there != 0) {
            return there;
        }
        if (waiting.incrementAndGet() > workers - workers / 4) {
            waiting.decrementAndGet();
            throw new IOException("too many calls wait for the rest of their bodies");
        }
        try {
            return connection.read(true);
        } finally {
            waiting.decrementAndGet();
        }
    }
}
