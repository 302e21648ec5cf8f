package io.rangeswarm.peer.web.upload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The loops of a server, one per processor core. What is limited is sent by the first one, in turns. */
final class UploadLoops {

    private final List<UploadLoop> loops = new ArrayList<>();
    private final AtomicInteger last = new AtomicInteger();
    private final UploadLimit limit;
    private final UploadSlots slots;

    UploadLoops(int count, UploadLimit limit, UploadSlots slots) {
        this.limit = limit;
        this.slots = slots;
        for (int i = 0; i < count; i++) {
            loops.add(new UploadLoop("uploads-" + i, i == 0 ? new Pace(limit) : null));
        }
        limit.addListener(paced()::wakeUp);
    }

    void start() {
        loops.forEach(UploadLoop::start);
    }

    void stop() {
        loops.forEach(UploadLoop::stop);
    }

    /** For the next connection: each in turn. */
    UploadLoop next() {
        return loops.get(Math.floorMod(last.getAndIncrement(), loops.size()));
    }

    /** That looks after everything that is limited. */
    UploadLoop paced() {
        return loops.get(0);
    }

    UploadLimit limit() {
        return limit;
    }

    /** Whether a loop may answer a request itself: where slots are scarce one may have to wait for a moment. */
    boolean mayAnswer() {
        return slots.active() < slots.count();
    }
}
