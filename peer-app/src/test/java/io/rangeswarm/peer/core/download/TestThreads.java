package io.rangeswarm.peer.core.download;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A thread for each task, of which a test can await the end of all. Guarded by this. */
final class TestThreads implements Executor {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private int running;
    private int tasksLeft = Integer.MAX_VALUE;

    /** From now on only so many tasks are taken, as by an executor that is being shut down. */
    synchronized void rejectAfter(int tasks) {
        tasksLeft = tasks;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (tasksLeft <= 0) {
                throw new RejectedExecutionException("closing");
            }
            tasksLeft--;
            running++;
        }
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } finally {
                synchronized (this) {
                    running--;
                    notifyAll();
                }
            }
        });
        thread.setUncaughtExceptionHandler((ignored, failure) -> {}); // the tests look at what comes of it
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns when no task runs any more. */
    synchronized void awaitIdle() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (running > 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(running + " tasks still run");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
