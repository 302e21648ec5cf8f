package io.rangeswarm.tracker.web.prompt;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many workers wait for the rest of a call whose body has not all come: three quarters of them may, and the others are
 * for those who say all they have to say at once. Safe for many threads.
 */
final class PatientReads {

    private final AtomicInteger waiting = new AtomicInteger();

    /** One connection's way to be read. */
    interface Reader {
        int read(boolean block) throws IOException;
    }

    /**
     * Reads what has come, or waits for it if that is asked for.
     *
     * @param workers how many there are
     * @throws IOException also when as many wait as may: the call ends
     */
    int read(boolean block, Reader connection, int workers) throws IOException {
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
