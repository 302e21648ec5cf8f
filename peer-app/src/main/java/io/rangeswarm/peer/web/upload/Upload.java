package io.rangeswarm.peer.web.upload;

import io.rangeswarm.peer.core.upload.Requester;
import java.util.concurrent.atomic.LongAdder;

/** One transfer, which has a slot until it ends. Guarded by this. */
public final class Upload {

    private final UploadSlots slots;
    private final Requester requester;
    private final LongAdder ofItsFile;
    private long remaining;
    private boolean ended;

    /** @param ofItsFile counts what is sent of the file, by whomever */
    Upload(UploadSlots slots, Requester requester, LongAdder ofItsFile, long length) {
        this.slots = slots;
        this.requester = requester;
        this.ofItsFile = ofItsFile;
        this.remaining = length;
    }

    /** Counts what was sent since the last call, given how many bytes are still to be sent. */
    public synchronized void remains(long bytes) {
        slots.sent(remaining - bytes);
        ofItsFile.add(remaining - bytes);
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
