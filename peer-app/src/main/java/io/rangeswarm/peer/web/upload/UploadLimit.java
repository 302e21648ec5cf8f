package io.rangeswarm.peer.web.upload;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** How many bytes per second all uploads may send together, if there is a limit. Safe for many threads. */
public final class UploadLimit {

    private static final long NONE = Long.MAX_VALUE;

    private final Predicate<InetAddress> exempt;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile long bytesPerSecond = NONE;
    private volatile int waiting;
    private final CopyPace copies = new CopyPace(this);

    /** @param exempt whose requests pass as if there were no limit, by address; asked often, by many threads */
    public UploadLimit(Predicate<InetAddress> exempt) {
        this.exempt = exempt;
    }

    /** Without a limit, for now. */
    public static UploadLimit none() {
        return new UploadLimit(nobody -> false);
    }

    /**
     * From now on this limit, also for the uploads that run.
     *
     * @param bytesPerSecond {@link Long#MAX_VALUE} for none
     * @throws IllegalArgumentException unless it is at least 1
     */
    public void change(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("an upload limit is at least 1 byte per second, not " + bytesPerSecond);
        }
        this.bytesPerSecond = bytesPerSecond;
        listeners.forEach(Runnable::run);
    }

    /** Empty when there is no limit. */
    public OptionalLong bytesPerSecond() {
        long now = bytesPerSecond;
        return now == NONE ? OptionalLong.empty() : OptionalLong.of(now);
    }

    /**
     * For bodies that are copied: waits until some of these bytes may be sent to a receiver.
     *
     * @param receiver its address, as the network stack writes it
     * @return how many, at least 1 of them
     */
    public int awaitCopy(String receiver, int wanted) {
        return copies.await(receiver, wanted);
    }

    /** How many uploads wait for their turn. */
    public int waiting() {
        return waiting;
    }

    void setWaiting(int uploads) {
        waiting = uploads;
    }

    /** Whether what this receiver gets is limited now. */
    boolean appliesTo(InetAddress receiver) {
        return bytesPerSecond != NONE && !exempt.test(receiver);
    }

    /** Is told of every change, on the thread that makes it. */
    void addListener(Runnable changed) {
        listeners.add(changed);
    }
}
