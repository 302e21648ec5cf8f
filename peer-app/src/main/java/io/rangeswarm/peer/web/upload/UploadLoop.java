package io.rangeswarm.peer.web.upload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that sends for many connections: it waits until any of them takes bytes, or brings its next request, and
 * goes on there. A chunk is so served by one thread from the request's first byte to the body's last; being handed from
 * Tomcat's poller to a worker and back cost more than the sending.
 *
 * <p>Nothing on this thread waits for a client or a lock that is held for long; disks are waited for.
 */
final class UploadLoop {

    private static final Logger log = LoggerFactory.getLogger(UploadLoop.class);

    /** How long the thread sleeps when nothing happens. */
    private static final long IDLE_MILLIS = 1000;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long JOIN_MILLIS = 2000;

    /** From any thread; at most a few for each connection. */
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    private final Selector selector;
    private final Thread thread;
    private final @Nullable Pace pace;
    private volatile boolean stopped;

    /** @param pace what this loop asks who may send, if it does */
    UploadLoop(String name, @Nullable Pace pace) {
        try {
            this.selector = Selector.open();
        } catch (IOException noMoreFiles) {
            throw new UncheckedIOException(noMoreFiles);
        }
        this.pace = pace;
        this.thread = new LoopThread(this::run, name);
    }

    private static final class LoopThread extends Thread {

        LoopThread(Runnable loop, String name) {
            super(loop, name);
            setDaemon(true);
        }
    }

    /** Whether this is the thread of a loop, where nobody may wait. */
    static boolean isOnAny() {
        return Thread.currentThread() instanceof LoopThread;
    }

    void start() {
        thread.start();
    }

    /** Ends the thread; connections must be closed already. */
    void stop() {
        stopped = true;
        selector.wakeup();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Runs the task on this loop's thread, soon. */
    void execute(Runnable task) {
        tasks.add(task);
        if (!isCurrentThread()) {
            selector.wakeup();
        }
    }

    /** Has the selector notice what is new: a closed connection, another limit. */
    void wakeUp() {
        selector.wakeup();
    }

    /** What the loop asks who may send; only on its own thread. */
    Pace pace() {
        if (pace == null) {
            throw new IllegalStateException("this loop has no pace");
        }
        return pace;
    }

    /** Makes the loop look after a connection, though not for anything yet; on the loop's thread. */
    SelectionKey register(SocketChannel socket, UploadConnection connection) throws ClosedChannelException {
        return socket.register(selector, 0, connection);
    }

    private void run() {
        while (!stopped) {
            try {
                step();
            } catch (IOException | RuntimeException failed) {
                log.error("an upload loop goes on after", failed);
            }
        }
        try {
            selector.close();
        } catch (IOException failed) {
            log.debug("a selector does not close: {}", failed.toString());
        }
    }

    private void step() throws IOException {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        long sleepNanos = pace == null ? Long.MAX_VALUE : pace.sendDue();
        if (sleepNanos <= 0 || !tasks.isEmpty()) {
            selector.selectNow(this::ready);
        } else {
            // Rounded up: waking too early would only mean to look twice.
            selector.select(this::ready, Math.min(IDLE_MILLIS, sleepNanos / NANOS_PER_MILLI + 1));
        }
    }

    private void ready(SelectionKey key) {
        UploadConnection connection = (UploadConnection) key.attachment();
        try {
            connection.ready();
        } catch (RuntimeException failed) { // a mistake of ours must not end the others' transfers
            log.error("an upload to {} ends", connection.getRemoteAddr(), failed);
            connection.close();
        }
    }
}
