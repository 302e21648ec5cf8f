package io.rangeswarm.peer.core.limit;

import java.net.InetAddress;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Holds all downloads of this process to the download limit. Readers wait before they read, so the sockets' buffers fill
 * and TCP makes the senders wait too; no source can be blamed for that time, because nobody is reading.
 *
 * <p>The line is guarded by its lock, which is never held during I/O.
 */
public final class DownloadLimit {

    /** A turn is a fortieth of a second's worth, so that what comes is smooth... */
    private static final int TURNS_PER_SECOND = 40;

    /** ...and within these bounds, so that slow limits do not make a system call per byte. */
    private static final int TURN_BYTES_MIN = 1 << 10;

    private static final int TURN_BYTES_MAX = 256 << 10;

    private final TransferLimits limits;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition lookAgain = lock.newCondition();
    private final TokenBucket line;

    /** @param nanoTime nanoseconds of a clock that does not jump, such as {@link System#nanoTime} */
    public DownloadLimit(TransferLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.line = new TokenBucket(limits.current().download(), nanoTime.getAsLong());
        limits.onChange(changed -> changeTo(changed.download()));
    }

    /** For processes that nothing limits. */
    public static DownloadLimit none() {
        return new DownloadLimit(new TransferLimits(Limits.NONE), System::nanoTime);
    }

    private void changeTo(Bandwidth rate) {
        lock.lock();
        try {
            line.change(rate, nanoTime.getAsLong());
            lookAgain.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** To be called after a reader was cancelled, which may be waiting for its turn. */
    public void cancelled() {
        lock.lock();
        try {
            lookAgain.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * One response's way through the limit.
     *
     * @param source who sends; may be exempt
     * @param isCancelled tells that waiting has lost its sense; see {@link #cancelled}
     */
    public Reader reader(InetAddress source, BooleanSupplier isCancelled) {
        return new Reader(source, isCancelled);
    }

    /** For one download, whose requests are for so many bytes each. */
    public RequestWindow requestWindow(int requestBytes) {
        return new RequestWindow(requestBytes, nanoTime.getAsLong());
    }

    /** How many requests a download may start now, when so many are under way. */
    public int requestsToStart(RequestWindow window, int underWay) {
        Bandwidth rate = limits.current().download();
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            return window.room(underWay, rate, line.isFull(now), now);
        } finally {
            lock.unlock();
        }
    }

    private static int turnBytes(Bandwidth rate) {
        long share = rate.bytesPerSecond() / TURNS_PER_SECOND;
        return (int) Math.max(TURN_BYTES_MIN, Math.min(share, TURN_BYTES_MAX));
    }

    /** For one thread. Closing it gives back what it was allowed and has not read. */
    public final class Reader implements AutoCloseable {

        private final InetAddress source;
        private final BooleanSupplier isCancelled;
        private int allowed;

        private Reader(InetAddress source, BooleanSupplier isCancelled) {
            this.source = source;
            this.isCancelled = isCancelled;
        }

        /**
         * Waits for this reader's turn. When it is cancelled or interrupted there is none to wait for: it returns at
         * once and lets the read itself find out.
         *
         * @param wanted bytes that the next read could take, at least 1
         * @return how many of them it may take, at least 1
         */
        public int await(int wanted) {
            Bandwidth rate = limits.current().download();
            if (!rate.isLimited() || limits.isExempt(source)) {
                return wanted;
            }
            if (allowed == 0 && !awaitTurn(turnBytes(rate))) {
                return wanted;
            }
            return Math.min(allowed, wanted);
        }

        /** False when waiting has lost its sense; a thread that was interrupted still is. */
        private boolean awaitTurn(int bytes) {
            lock.lock();
            try {
                long place = line.reserve(bytes, nanoTime.getAsLong());
                long nanos = line.nanosUntil(place, nanoTime.getAsLong());
                while (nanos > 0 && !isCancelled.getAsBoolean() && !limits.isExempt(source)) {
                    lookAgain.awaitNanos(nanos);
                    nanos = line.nanosUntil(place, nanoTime.getAsLong());
                }
                if (nanos == 0) {
                    allowed = bytes;
                    return true;
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } finally {
                lock.unlock();
            }
            giveBack(bytes);
            return false;
        }

        private void giveBack(int bytes) {
            lock.lock();
            try {
                line.giveBack(bytes, nanoTime.getAsLong());
            } finally {
                lock.unlock();
            }
        }

        /** Counts what a read took of what {@link #await} allowed. */
        public void took(int bytes) {
            allowed = Math.max(0, allowed - bytes);
        }

        @Override
        public void close() {
            if (allowed > 0) {
                giveBack(allowed);
                allowed = 0;
            }
        }
    }
}
