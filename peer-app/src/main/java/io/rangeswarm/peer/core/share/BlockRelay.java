package io.rangeswarm.peer.core.share;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one file on their way past two hashers, each of which takes every block, in order. Each block is read
 * once, by whichever of the two finds nothing ready for it: so it is the one that is ahead that reads, and both end at
 * the same time. State guarded by the lock, which is never held while reading; a block that is ready is only read from.
 */
final class BlockRelay {

    /** Fills a block and flips it. */
    interface Reading {
        void fill(ByteBuffer block, long blockIndex) throws IOException;
    }

    /** One of the two who take the blocks; for one thread. */
    final class Hasher implements AutoCloseable {

        private long wanted; // guarded by the lock

        private Hasher(long first) {
            this.wanted = first - 1; // the one before the first is done with by the first call
        }

        /**
         * The next block, to be read from until the next call, or empty after the last.
         *
         * @throws IOException when a block could not be read, by either hasher, or when the other one gave up
         */
        Optional<ByteBuffer> next() throws IOException {
            lock.lock();
            try {
                wanted++;
                moved.signalAll();
                while (wanted < end) {
                    if (failure != null) {
                        throw failure;
                    }
                    if (held[place(wanted)] == wanted) {
                        return Optional.of(ring[place(wanted)].duplicate());
                    }
                    if (canRead()) {
                        read(nextRead++);
                    } else {
                        moved.awaitUninterruptibly(); // the other one is reading, or far behind
                    }
                }
                return Optional.empty();
            } finally {
                lock.unlock();
            }
        }

        /** Without it the other one would wait for one that gave up. */
        @Override
        public void close() {
            lock.lock();
            try {
                if (wanted < end && failure == null) {
                    failure = new IOException("hashing was given up");
                }
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Reading reading;
    private final ByteBuffer[] ring;
    private final long[] held; // the index of the block that is ready in each place of the ring, or -1
    private final long first;
    private final long end;
    private final Hasher wholeFile;
    private final Hasher chunks;
    private long nextRead;
    private @Nullable IOException failure;

    /**
     * @param ring the buffers to read into; how far one hasher can be ahead of the other
     * @param first index of the first block
     * @param end index after the last one
     */
    BlockRelay(Reading reading, ByteBuffer[] ring, long first, long end) {
        this.reading = reading;
        this.ring = ring;
        this.first = first;
        this.end = end;
        this.nextRead = first;
        this.held = new long[ring.length];
        Arrays.fill(held, -1);
        this.wholeFile = new Hasher(first);
        this.chunks = new Hasher(first);
    }

    /** Who computes the whole file's hash. */
    Hasher wholeFile() {
        return wholeFile;
    }

    /** Who computes the chunks' hashes. */
    Hasher chunks() {
        return chunks;
    }

    /** Whether there is a block left to read and room for it. */
    private boolean canRead() {
        long slowest = Math.max(first, Math.min(wholeFile.wanted, chunks.wanted)); // one may not have begun
        return nextRead < end && nextRead - slowest < ring.length;
    }

    /** Called and left with the lock held, which is open in between. */
    private void read(long index) {
        ByteBuffer block = ring[place(index)];
        IOException failed = null;
        lock.unlock();
        try {
            reading.fill(block.clear(), index);
        } catch (IOException unreadable) {
            failed = unreadable;
        } finally {
            lock.lock();
        }
        if (failed == null) {
            held[place(index)] = index;
        } else if (failure == null) {
            failure = failed;
        }
        moved.signalAll();
    }

    private int place(long index) {
        return (int) (index % ring.length);
    }
}
