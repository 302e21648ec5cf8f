package io.rangeswarm.tracker.web.prompt;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how many calls of a kind are under way in place. Whoever finds all turns taken may wait in a line, which costs
 * next to nothing, while a call that is under way keeps some 66 KB. The line is as long as there are connections at most:
 * each has one call at a time. Safe for many threads.
 */
final class Turns {

    /** Who waits for a turn. */
    interface Waiting {

        /**
         * It has a turn from now on, and must end it. Told on whatever thread ended another's, which must not wait.
         *
         * @return whether it still wants one; if not, the turn is over
         */
        boolean turnHasCome(Turns turns);
    }

    private final int most;
    private final AtomicInteger taken = new AtomicInteger();
    private final Queue<Waiting> line = new ConcurrentLinkedQueue<>();

    /** @param most turns at a time, at least 1 */
    Turns(int most) {
        this.most = most;
    }

    /**
     * Takes a turn if there is one and nobody waits for it.
     *
     * @return whether it was taken; then it must be ended
     */
    boolean take() {
        return line.isEmpty() && takeAny();
    }

    /** Puts somebody at the end of the line who could not take a turn; has it told when there is one, perhaps at once. */
    void await(Waiting waiting) {
        line.add(waiting);
        callNext(); // or nobody would, had all turns ended in between
    }

    /** One turn, which was taken or told of, is over. */
    void end() {
        taken.decrementAndGet();
        callNext();
    }

    private boolean takeAny() {
        return taken.getAndUpdate(now -> now < most ? now + 1 : now) < most;
    }

    private void callNext() {
        while (!line.isEmpty() && takeAny()) {
            Waiting next = line.poll();
            if (next == null || !next.turnHasCome(this)) {
                taken.decrementAndGet(); // and look once more: who came meanwhile may have found all taken
            }
        }
    }
}
