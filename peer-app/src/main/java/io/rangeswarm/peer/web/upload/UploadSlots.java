package io.rangeswarm.peer.web.upload;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Bounds the uploads that run at once, and counts what they send. Safe for many threads. */
public final class UploadSlots {

    /**
     * A client can have the last byte of a transfer, and ask again, a moment before the server notices the end: so a
     * request waits this long before it is refused.
     */
    private static final long GRACE_MILLIS = 5;

    private final int count;
    private final Semaphore free;
    private final LongAdder uploadedBytes = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /** @throws IllegalArgumentException unless there is at least one slot */
    public UploadSlots(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("there must be at least 1 upload slot, not " + count);
        }
        this.count = count;
        this.free = new Semaphore(count);
    }

    /** Takes a slot for sending {@code length} bytes, until {@link Upload#end()}; empty when all are taken. */
    public Optional<Upload> tryBegin(long length) {
        if (free.tryAcquire() || acquireWithin(GRACE_MILLIS, 1)) {
            return Optional.of(new Upload(this, length));
        }
        refused.increment();
        return Optional.empty();
    }

    /** Waits until no upload runs; false when some still run after the time is up. */
    public boolean awaitIdle(Duration timeout) {
        if (!acquireWithin(timeout.toMillis(), count)) {
            return false;
        }
        free.release(count);
        return true;
    }

    /** How many uploads may run at once. */
    public int count() {
        return count;
    }

    /** How many run now. */
    public int active() {
        return count - free.availablePermits();
    }

    /**
     * File bytes handed to the kernel for sending since the start, those of running and of broken transfers included;
     * headers are not counted.
     */
    public long uploadedBytes() {
        return uploadedBytes.sum();
    }

    /** How many requests were turned away since the start. */
    public long refused() {
        return refused.sum();
    }

    void sent(long bytes) {
        uploadedBytes.add(bytes);
    }

    void release() {
        free.release();
    }

    private boolean acquireWithin(long millis, int permits) {
        try {
            return free.tryAcquire(permits, millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
