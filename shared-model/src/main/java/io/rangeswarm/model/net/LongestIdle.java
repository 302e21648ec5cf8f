package io.rangeswarm.model.net;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Which connections have to go when there are nearly as many as there may be. A server that takes no more would keep
 * everybody waiting for the sake of those who say nothing; a client whose idle connection is closed opens another one.
 */
public final class LongestIdle {

    /** As it was when it was looked at: it may be used meanwhile. */
    private record Idle<C>(C connection, long usedAt) {}

    private LongestIdle() {}

    /**
     * Those that have been idle the longest.
     *
     * @param usedAt when one was last used, on any clock
     * @param count at most so many
     */
    public static <C> List<C> of(
            Collection<? extends C> connections, Predicate<C> isIdle, ToLongFunction<C> usedAt, int count) {
        PriorityQueue<Idle<C>> longest = new PriorityQueue<>(
                count + 1,
                Comparator.comparingLong((Idle<C> idle) -> idle.usedAt).reversed());
        for (C connection : connections) {
            if (isIdle.test(connection)) {
                longest.add(new Idle<>(connection, usedAt.applyAsLong(connection)));
                if (longest.size() > count) {
                    longest.poll(); // the one that was used last
                }
            }
        }
        return longest.stream().map(Idle::connection).toList();
    }
}
