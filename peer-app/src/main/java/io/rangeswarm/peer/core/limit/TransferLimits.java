package io.rangeswarm.peer.core.limit;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The limits as they stand, which may change at any time. Reading takes no lock; changes are guarded by this, and
 * listeners hear of them one after another.
 */
public final class TransferLimits {

    private final List<Consumer<Limits>> listeners = new CopyOnWriteArrayList<>();
    private volatile Limits current;

    public TransferLimits(Limits initial) {
        this.current = initial;
    }

    public Limits current() {
        return current;
    }

    /** Changes them and returns what stands now; the listeners have heard of it by then. */
    public synchronized Limits change(UnaryOperator<Limits> change) {
        Limits next = change.apply(current);
        current = next;
        listeners.forEach(listener -> listener.accept(next));
        return next;
    }

    /**
     * Tells a listener the limits now and after each change.
     *
     * @param listener is called on the changing thread, and must not block
     */
    public synchronized void onChange(Consumer<Limits> listener) {
        listeners.add(listener);
        listener.accept(current);
    }

    /** Whether bytes from and to this address are not counted. */
    public boolean isExempt(InetAddress remote) {
        return current.exempt().covers(remote);
    }
}
