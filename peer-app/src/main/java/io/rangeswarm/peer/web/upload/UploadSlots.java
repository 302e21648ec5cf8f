package io.rangeswarm.peer.web.upload;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.upload.Requester;
import io.rangeswarm.peer.core.upload.SlotShares;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** Bounds the uploads that run at once, shares them out, and counts what they send. Guarded by this. */
public final class UploadSlots {

    /**
     * A client can have the last byte of a transfer, and ask again, a moment before the server notices the end: so a
     * request waits this long before it is refused.
     */
    private static final long GRACE_MILLIS = 5;

    /** A refused request is told to come back within these. */
    private static final long RETRY_MILLIS_MIN = 20;

    private static final long RETRY_MILLIS_MAX = 1000;

    private final SlotShares shares;
    private final LongAdder uploadedBytes = new LongAdder();
    private final Map<FileId, LongAdder> uploadedByFile = new ConcurrentHashMap<>();
    private final LongAdder unsentBytes = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /** The last time a slot became free, and the usual time between two such moments. */
    private long freedAtNanos = System.nanoTime();

    private long nanosBetweenFreed = TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS_MAX);

    /** @throws IllegalArgumentException unless there is at least one slot */
    public UploadSlots(int count) {
        this.shares = new SlotShares(count);
    }

    /** Takes a slot for sending {@code length} bytes, until {@link Upload#end()}; empty when the requester gets none. */
    public Optional<Upload> tryBegin(Requester requester, FileId fileId, long length) {
        long patience = UploadLoop.isOnAny() ? 0 : GRACE_MILLIS;
        if (waitUntil(() -> shares.take(requester), patience)) {
            unsentBytes.add(length);
            return Optional.of(new Upload(this, requester, counterOf(fileId), length));
        }
        refused.increment();
        return Optional.empty();
    }

    /** Waits until no upload runs; false when some still run after the time is up. */
    public boolean awaitIdle(Duration timeout) {
        return waitUntil(() -> shares.taken() == 0, timeout.toMillis());
    }

    /** How many uploads may run at once, but for a few more of requesters that have none. */
    public int count() {
        return shares.slots();
    }

    /** How many run or wait for their turn now. */
    public synchronized int active() {
        return shares.taken();
    }

    /** In how many milliseconds a refused request has a chance: twice the usual time until a slot becomes free. */
    public synchronized long retryMillis() {
        long since = System.nanoTime() - freedAtNanos;
        long usual = TimeUnit.NANOSECONDS.toMillis(2 * Math.max(nanosBetweenFreed, since));
        return Math.min(Math.max(usual, RETRY_MILLIS_MIN), RETRY_MILLIS_MAX);
    }

    /**
     * File bytes handed to the kernel for sending since the start, those of running and of broken transfers included;
     * headers are not counted.
     */
    public long uploadedBytes() {
        return uploadedBytes.sum();
    }

    /** The same of one file. */
    public long uploadedBytes(FileId fileId) {
        LongAdder counter = uploadedByFile.get(fileId);
        return counter == null ? 0 : counter.sum();
    }

    /** Files are counted by the process that sends them, so there are no more counters than files that it had. */
    private LongAdder counterOf(FileId fileId) {
        return uploadedByFile.computeIfAbsent(fileId, first -> new LongAdder());
    }

    /** File bytes that the running uploads have yet to hand to the kernel. */
    public long unsentBytes() {
        return Math.max(0, unsentBytes.sum()); // the parts of the sum are not read at one moment
    }

    /** How many requests were turned away since the start. */
    public long refused() {
        return refused.sum();
    }

    void sent(long bytes) {
        uploadedBytes.add(bytes);
        unsentBytes.add(-bytes);
    }

    /** @param unsent bytes that will never be sent */
    synchronized void release(Requester requester, long unsent) {
        unsentBytes.add(-unsent);
        shares.giveBack(requester);
        long now = System.nanoTime();
        nanosBetweenFreed += (now - freedAtNanos - nanosBetweenFreed) / 8;
        freedAtNanos = now;
        notifyAll();
    }

    private synchronized boolean waitUntil(BooleanSupplier done, long millisMax) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
        try {
            while (!done.getAsBoolean()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return true;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
