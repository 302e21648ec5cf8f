package io.rangeswarm.peer.okhttp;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Closes sockets whose reader waits in vain. An alarm for each read, as Okio sets it, wakes a thread for each read; this
 * looks at all sockets a few times in every timeout, while there are any. Safe for many threads.
 */
final class StallWatch {

    /** A read that nothing comes for ends at most a quarter of the timeout late. */
    private static final int LOOKS_PER_TIMEOUT = 4;

    private final long timeoutNanos;
    private final Executor later;
    private final Set<ChannelSocket> open = ConcurrentHashMap.newKeySet();
    private boolean looking; // guarded by this

    /** @param stallTimeout a read for which nothing comes for so long fails, and its socket is closed */
    StallWatch(Duration stallTimeout) {
        this.timeoutNanos = stallTimeout.toNanos();
        // On the JDK's timer thread itself: a look is short, and one that needed a new thread could fail for want of
        // one.
        this.later = CompletableFuture.delayedExecutor(
                timeoutNanos / LOOKS_PER_TIMEOUT, TimeUnit.NANOSECONDS, Runnable::run);
    }

    /** Watches a socket until it is {@link #closed}. */
    void opened(ChannelSocket socket) {
        open.add(socket);
        lookLater();
    }

    void closed(ChannelSocket socket) {
        open.remove(socket);
    }

    private synchronized void lookLater() {
        if (!looking) {
            looking = true;
            later.execute(this::look);
        }
    }

    private void look() {
        synchronized (this) {
            looking = false; // first: whatever happens here, the next socket has it look again
        }
        long now = System.nanoTime();
        open.forEach(socket -> socket.endIfStalled(now, timeoutNanos));
        if (!open.isEmpty()) {
            lookLater();
        }
    }
}
