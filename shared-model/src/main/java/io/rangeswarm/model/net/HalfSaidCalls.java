package io.rangeswarm.model.net;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The connections on which a call has begun and its head has not all come, in the order in which they began. A server keeps
 * some 30 KB for each, and who means well says a head in one go: so there are at most so many, and for one more the one that
 * has been at it the longest has to go.
 *
 * <p>Guarded by itself. A connection that was closed meanwhile stays until it is the oldest.
 *
 * @param <C> a connection, told from others by identity
 */
public final class HalfSaidCalls<C> {

    private final int max;
    private final Set<C> waiting = new LinkedHashSet<>();

    /** @param max how many may wait; at least 1 */
    public HalfSaidCalls(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("at least one call may be half said, not " + max);
        }
        this.max = max;
    }

    /** Returns the connection that has to be closed for this one, if any. */
    public synchronized Optional<C> begin(C connection) {
        waiting.add(connection);
        if (waiting.size() <= max) {
            return Optional.empty();
        }
        Iterator<C> oldest = waiting.iterator();
        C dropped = oldest.next();
        oldest.remove();
        return Optional.of(dropped);
    }

    /** The connection's call has all come, or never will. */
    public synchronized void end(C connection) {
        waiting.remove(connection);
    }

    /** How many wait. */
    public synchronized int size() {
        return waiting.size();
    }
}
