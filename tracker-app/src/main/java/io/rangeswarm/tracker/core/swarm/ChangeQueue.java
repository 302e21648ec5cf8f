package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.tracker.core.swarm.SwarmStore.Changes;
import java.util.function.Function;

/** Where changes of peers wait for their turn. Safe for many threads. */
public interface ChangeQueue {

    /**
     * Runs {@code work} in a transaction, perhaps together with other peers' changes, and returns when it is durable.
     * Changes of one peer run in the order in which they came.
     *
     * @param peer whom the change is about
     * @param work may be run again, so it must have no other effects
     * @return the work's answer, or {@link Refusal.Overloaded} when too many wait already
     * @throws RuntimeException that the work threw, or because of which nothing could be made durable
     */
    <T> Answer<T> run(PeerId peer, Function<Changes, Answer<T>> work);
}
