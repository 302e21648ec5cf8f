package io.rangeswarm.tracker.web.prompt;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Takes turns off the poller when many have come at once, so that more than one processor answers them. To wake another
 * thread costs about as much as to answer a call, so what comes alone, or nearly, stays where it is. No more turns are
 * queued than there are connections: each has one at most. Safe for many threads.
 */
final class Relief {

    /** With fewer still to be answered the poller will be done before anybody has woken up. */
    private static final int WAITING_MIN = 4;

    /** The group commit, the collector and the system want processors too. */
    private static final int THREADS_MAX = 3;

    private static final int IDLE_SECONDS = 60;

    private final int count;
    private final ThreadPoolExecutor threads;

    /**
     * Has no thread before there is something to do.
     *
     * @param processors of this machine; with a single one nothing is ever taken
     */
    Relief(int processors, ThreadFactory factory) {
        count = Math.min(THREADS_MAX, processors - 1);
        int most = Math.max(1, count);
        threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Whether enough wait for a turn, and not as many wait here already.
     *
     * @param waiting count of turns that come where this one came
     */
    boolean isWorthwhile(int waiting) {
        return count > 0 && waiting >= WAITING_MIN && threads.getQueue().size() < waiting;
    }

    /** Runs a turn on another thread. @return whether there is one; if not, the turn is the caller's */
    boolean takes(Runnable turn) {
        try {
            threads.execute(turn);
            return true;
        } catch (RejectedExecutionException noThread) {
            return false;
        }
    }
}
