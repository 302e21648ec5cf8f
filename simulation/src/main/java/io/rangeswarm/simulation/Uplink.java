package io.rangeswarm.simulation;

import java.util.ArrayDeque;

/**
 * A peer's uplink, as the real upload limit shares it out: one upload at a time sends a quantum of at most a chunk, then
 * goes to the back of the queue. So requests of one chunk are served in the order in which they came.
 */
final class Uplink {

    private static final double QUANTUM_SECONDS = 0.25;

    private final VirtualTime time;
    private final double bytesPerSecond;
    private final ArrayDeque<Upload> waiting = new ArrayDeque<>();
    private final VirtualTime.Event sentQuantum = this::sent;
    private Upload sending = Upload.NONE;
    private long quantum;
    private long waitingBytes;
    private long startedAt;
    long sentBytes;
    private long busyNanos;

    Uplink(VirtualTime time, double bytesPerSecond) {
        this.time = time;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Count of uploads, waiting or being sent. */
    int count() {
        return waiting.size() + (sending == Upload.NONE ? 0 : 1);
    }

    /** Bytes that still have to be sent. */
    long queuedBytes() {
        return waitingBytes + (sending == Upload.NONE ? 0 : sending.bytesLeft);
    }

    /** How long it has been sending. */
    long busyNanos() {
        return busyNanos;
    }

    void add(Upload upload) {
        waiting.add(upload);
        waitingBytes += upload.bytesLeft;
        if (sending == Upload.NONE) {
            sendNext();
        }
    }

    private void sendNext() {
        Upload next = waiting.poll();
        while (next != null && next.cancelled) {
            waitingBytes -= next.bytesLeft;
            next = waiting.poll();
        }
        if (next == null) {
            sending = Upload.NONE;
            return;
        }
        waitingBytes -= next.bytesLeft;
        sending = next;
        long most = Math.min(Scenario.CHUNK_BYTES, (long) (bytesPerSecond * QUANTUM_SECONDS));
        quantum = Math.min(next.bytesLeft, Math.max(most, 1));
        startedAt = time.now();
        time.after((long) (quantum / bytesPerSecond * 1e9), sentQuantum);
    }

    private void sent() {
        Upload upload = sending;
        busyNanos += time.now() - startedAt;
        sentBytes += quantum;
        upload.bytesLeft -= quantum;
        upload.onSent(quantum);
        if (upload.bytesLeft > 0 && !upload.cancelled) {
            waiting.add(upload);
            waitingBytes += upload.bytesLeft;
        }
        sendNext();
    }

    /** Nothing is sent any more. */
    void close() {
        waiting.clear();
        waitingBytes = 0;
    }
}
