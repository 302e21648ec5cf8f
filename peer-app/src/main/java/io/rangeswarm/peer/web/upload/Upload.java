package io.rangeswarm.peer.web.upload;

import io.rangeswarm.peer.core.upload.Requester;

/** One transfer, which has a slot until it ends. Guarded by this. */
public final class Upload {

    private final UploadSlots slots;
    private final Requester requester;
    private long remaining;
    private boolean ended;

    Upload(UploadSlots slots, Requester requester, long length) {
        this.slots = slots;
        this.requester = requester;
        this.remaining = length;
    }

    /** Counts what was sent since the last call, given how many bytes are still to be sent. */
    public synchronized void remains(long bytes) {
        slots.sent(remaining - bytes);
        remaining = bytes;
    }

    /** Gives the slot back; does nothing when called again. */
    public synchronized void end() {
        if (!ended) {
            ended = true;
            slots.release(requester, remaining);
        }
    }
}
