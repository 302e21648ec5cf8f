package io.rangeswarm.peer.web.upload;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The upload limit for bodies that pass this process on their way out, as all do that are encrypted: who sends waits in its
 * own thread for its share, first come, first served. Guarded by this; nobody waits inside.
 */
final class CopyPace {

    /** A tenth of a second's worth goes out at a time: clients take longer silence for a stall. */
    private static final int PIECES_PER_SECOND = 10;

    private static final int PIECE_MIN = 1 << 10;

    private final UploadLimit limit;
    private long freeAtNanos = System.nanoTime();

    CopyPace(UploadLimit limit) {
        this.limit = limit;
    }

    /**
     * Waits until some of these bytes may be sent.
     *
     * @return how many, at least 1 of them
     */
    int await(String receiver, int wanted) {
        long bytesPerSecond = limit.bytesPerSecond().orElse(0);
        if (bytesPerSecond == 0 || !limit.appliesTo(address(receiver))) {
            return wanted;
        }
        int piece = (int) Math.min(wanted, Math.max(PIECE_MIN, bytesPerSecond / PIECES_PER_SECOND));
        long turn = reserve((long) (1e9 * piece / bytesPerSecond));
        for (long left = turn - System.nanoTime(); left > 0 && !Thread.interrupted(); left = turn - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
        }
        return piece;
    }

    /** @return when the bytes that take so long may leave */
    private synchronized long reserve(long nanos) {
        long now = System.nanoTime();
        long start = Math.max(freeAtNanos, now); // a pause is not followed by a burst
        freeAtNanos = start + nanos;
        return start;
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal); // nothing is looked up
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("the network stack writes no such address: " + literal, impossible);
        }
    }
}
