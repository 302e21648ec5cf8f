package io.rangeswarm.peer.wiring;

import io.rangeswarm.peer.core.share.Rescan;
import java.util.concurrent.atomic.AtomicBoolean;

/** Notes that somebody wants the share folder scanned ahead of its schedule. */
final class RescanWish implements Rescan {

    private final AtomicBoolean wished = new AtomicBoolean();

    @Override
    public void soon() {
        wished.set(true);
    }

    /** Whether there was a wish since the last call. */
    boolean take() {
        return wished.getAndSet(false);
    }
}
