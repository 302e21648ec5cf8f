package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.tracker.core.swarm.SwarmStore.Changes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Where changes of peers wait for their turn. Safe for many threads. */
public interface ChangeQueue {

    /**
     * Runs {@code work} in a transaction, perhaps together with other peers' changes. Changes of one peer run in the order in
     * which they came.
     *
     * @param peer whom the change is about
     * @param work may be run again, so it must have no other effects
     * @return when it is durable: the work's answer, or the exception that the work threw or because of which nothing could
     *     be made durable. At once: {@link Refusal.Overloaded} when too many wait already. It is completed on the thread
     *     that writes, which others' changes wait for
     */
    <T> CompletableFuture<Answer<T>> submit(PeerId peer, Function<Changes, Answer<T>> work);

    /**
     * As {@link #submit}, and waits.
     *
     * @throws RuntimeException that the work threw, or because of which nothing could be made durable
     */
    default <T> Answer<T> run(PeerId peer, Function<Changes, Answer<T>> work) {
        try {
            return submit(peer, work).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw failed;
        }
    }
}
