package io.rangeswarm.peer.core.download;

/** Lets one thread give up what another is waiting for. Guarded by this; the action runs on the cancelling thread. */
public final class Cancellation {

    private Runnable onCancel = () -> {};
    private boolean cancelled;

    /** Says how to stop what is being waited for; runs at once when the cancellation has happened already. */
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                onCancel = action;
                return;
            }
        }
        action.run();
    }

    public void cancel() {
        Runnable action;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            action = onCancel;
        }
        action.run();
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }
}
