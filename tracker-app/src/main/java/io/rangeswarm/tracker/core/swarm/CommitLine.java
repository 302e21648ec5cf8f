package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.tracker.core.swarm.SwarmStore.Changes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of changes and the thread that writes them. The queue, the futures and the counters are the only state that
 * threads share.
 */
final class CommitLine implements Runnable {

    /** What a caller is told that finds no place: a full line is written in less. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** How long a transaction is tried again without those that fail it, before all that are left fail with the last. */
    private static final Duration TRYING_MAX = Duration.ofSeconds(2);

    /** After a failure to write what was put off: a disk does not empty itself in less. */
    private static final Duration REST_AFTER_FAILURE = Duration.ofSeconds(5);

    /**
     * From the start of one transaction to that of the next, at least. Where thousands of changes a second come one by one,
     * transactions as small as they come cost a quarter more for each call. What comes after a rest is written at once.
     */
    private static final long SPACING_NANOS = 1_000_000;

    /** Until so many have come, the next waits a few times as long: few to a transaction cost most, and make the database grow. */
    private static final int COMPANY = 16;

    private static final int COMPANY_SPACINGS = 4;

    private static final long LOOK_UP_MILLIS = 200;
    private static final long CLOSE_SECONDS_MAX = 5;

    private static final Logger log = LoggerFactory.getLogger(CommitLine.class);

    private final SwarmStore store;
    private final Backlog backlog;
    private final int togetherMax;
    private final BlockingQueue<Waiting<?>> queue;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;
    private long failedAt = System.nanoTime() - REST_AFTER_FAILURE.toNanos(); // the line's own thread alone asks
    private long commitStartedAt = System.nanoTime() - SPACING_NANOS; // and for this
    private final AtomicLong busyNanos = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();

    CommitLine(SwarmStore store, Backlog backlog, int waitingMax, int togetherMax) {
        this.store = store;
        this.backlog = backlog;
        this.togetherMax = togetherMax;
        this.queue = new ArrayBlockingQueue<>(waitingMax);
    }

    /** A change and who waits for it. */
    private static final class Waiting<T> {

        private final Function<Changes, Answer<T>> work;
        private final CompletableFuture<Answer<T>> done = new CompletableFuture<>();
        private @Nullable Answer<T> answer;

        Waiting(Function<Changes, Answer<T>> work) {
            this.work = work;
        }

        void apply(Changes changes) {
            try {
                answer = work.apply(changes);
            } catch (RuntimeException failed) {
                throw new OneFailed(this, failed);
            }
        }

        /** As the store likes it, which tries again what only met another transaction half-way. */
        void commitAlone(SwarmStore store) {
            try {
                done.complete(store.change(work));
            } catch (RuntimeException | Error failed) {
                fail(failed);
            }
        }

        void fail(Throwable why) {
            done.completeExceptionally(why);
        }

        void complete() {
            done.complete(answer);
        }

        void refuse() {
            done.complete(Answer.refused(new Refusal.Overloaded(RETRY_AFTER)));
        }
    }

    /** A work threw; the others of its transaction are not to blame. */
    private static final class OneFailed extends RuntimeException {

        private final transient Waiting<?> which;
        private final RuntimeException why;

        OneFailed(Waiting<?> which, RuntimeException why) {
            super(why);
            this.which = which;
            this.why = why;
        }
    }

    <T> CompletableFuture<Answer<T>> submit(Function<Changes, Answer<T>> work) {
        Waiting<T> change = new Waiting<>(work);
        boolean isIn = !closing && queue.offer(change);
        if (!isIn || (ended.getCount() == 0 && queue.remove(change))) { // it came after the last look
            change.refuse();
        }
        return change.done;
    }

    int waiting() {
        return queue.size();
    }

    long busyNanos() {
        return busyNanos.get();
    }

    long commits() {
        return commits.get();
    }

    @Override
    public void run() {
        try {
            boolean moreToWorkOff = false;
            while (!closing || !queue.isEmpty()) {
                Waiting<?> first = moreToWorkOff ? queue.poll() : queue.poll(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    keepSpacing();
                }
                long start = System.nanoTime();
                if (first != null) {
                    commitStartedAt = start;
                    commit(together(first));
                    commits.incrementAndGet();
                }
                moreToWorkOff = (first == null || backlog.isPressing()) && workOff();
                busyNanos.addAndGet(System.nanoTime() - start);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            closing = true;
            refuseTheRest();
            ended.countDown();
        }
    }

    private void keepSpacing() {
        for (int spacing = 1; spacing <= COMPANY_SPACINGS; spacing++) {
            int enough = spacing == 1 ? togetherMax : Math.min(COMPANY, togetherMax);
            long left = commitStartedAt + spacing * SPACING_NANOS - System.nanoTime();
            if (left > 0 && queue.size() + 1 < enough && !closing) {
                LockSupport.parkNanos(this, left); // to wake up early does no harm
            }
        }
    }

    private List<Waiting<?>> together(Waiting<?> first) {
        List<Waiting<?>> together = new ArrayList<>();
        together.add(first);
        queue.drainTo(together, togetherMax - 1);
        return together;
    }

    /** Each gets its answer, or the reason why there is none; one that fails is left out and run alone, after the others. */
    private void commit(List<Waiting<?>> together) {
        long start = System.nanoTime();
        List<Waiting<?>> alone = new ArrayList<>();
        List<Waiting<?>> left = together;
        while (left.size() > 1) {
            try {
                commitTogether(left);
                left = List.of();
            } catch (OneFailed one) {
                alone.add(one.which);
                left = left.stream().filter(change -> change != one.which).toList();
                if (System.nanoTime() - start > TRYING_MAX.toNanos()) {
                    left.forEach(change -> change.fail(one.why));
                    left = List.of();
                }
            } catch (RuntimeException | Error allFailed) {
                left.forEach(change -> change.fail(allFailed));
                left = List.of();
            }
        }
        left.forEach(change -> change.commitAlone(store));
        alone.forEach(change -> change.commitAlone(store));
    }

    private void commitTogether(List<Waiting<?>> changes) {
        store.change(transaction -> {
            changes.forEach(change -> change.apply(transaction));
            return changes;
        });
        changes.forEach(Waiting::complete);
    }

    private boolean workOff() {
        if (System.nanoTime() - failedAt < REST_AFTER_FAILURE.toNanos()) {
            return false;
        }
        try {
            return backlog.workOff();
        } catch (RuntimeException failed) {
            log.error("what was put off could not be written, and will be tried again: {}", failed.toString());
            failedAt = System.nanoTime();
            return false;
        }
    }

    private void refuseTheRest() {
        List<Waiting<?>> rest = new ArrayList<>();
        queue.drainTo(rest);
        rest.forEach(Waiting::refuse);
    }

    void close() {
        closing = true;
        try {
            if (!ended.await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                log.error("changes are still being written after {} s", CLOSE_SECONDS_MAX);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
