package io.rangeswarm.peer.core.upload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Divides a limited uplink among transfers, one after another rather than all at once: a chunk that arrives whole can
 * be passed on by its receiver, eight halves of chunks can not.
 *
 * <p>Whoever is at the head of the queue has its turn: up to a quantum of bytes, then it goes to the back. A quantum is
 * what the limit gives in {@link #TURN_NANOS}, so chunk requests are served first come, first served, while long
 * transfers share fairly. Who can be done with in half as much again is done with: the end of a chunk would otherwise wait
 * for everybody else's turn. With many in the queue turns get shorter, so that nobody is silent for more than
 * {@link #ROUND_NANOS}, which receivers would take for a stall.
 *
 * <p>A transfer that cannot take its bytes (its reader has stopped) loses no more than its place at the head: the turn
 * passes on, and it finishes the rest of its turn when it can take bytes again.
 *
 * <p>A limit of {@link Long#MAX_VALUE} is none. Time is any nanosecond counter that only grows. Not safe for threads: the owner guards it. A {@link Grant} is out
 * of the queue until it is {@linkplain #sent reported}, so several threads may carry out grants.
 *
 * @param <T> what the owner knows a transfer by
 */
public final class UploadTurns<T> {

    /** How long a turn lasts, unless the queue is long. */
    public static final long TURN_NANOS = 250_000_000L;

    /** How long a turn lasts at most when the transfer ends with it. */
    public static final long LAST_TURN_NANOS = TURN_NANOS * 3 / 2;

    /** How long everybody's turns together may last. Half of the time after which a silent source is given up. */
    public static final long ROUND_NANOS = 5_000_000_000L;

    /** How much unused time counts: after an idle hour nobody gets more than a tenth of a second's worth at once. */
    public static final long BURST_NANOS = 100_000_000L;

    /** How much is worth a write: smaller grants would be smoother, but cost a wake-up each. */
    public static final long GRANT_NANOS = 20_000_000L;

    /** The most of one turn, however fast: the longest chunk. */
    public static final long TURN_BYTES_MAX = 16L << 20;

    private static final double NANOS_PER_SECOND = 1e9;

    /** A transfer's place in the queue. */
    public static final class Place<T> {

        private final T owner;
        private long remaining;
        private long turnLeft;
        private boolean queued;
        private boolean left;

        private Place(T owner, long remaining) {
            this.owner = owner;
            this.remaining = remaining;
        }

        /** What {@link #join} was given. */
        public T owner() {
            return owner;
        }

        /** Bytes that are neither sent nor granted. */
        public long remaining() {
            return remaining;
        }
    }

    /** The right to send so many bytes now, at least one. */
    public record Grant<T>(Place<T> place, long bytes) {}

    private final Deque<Place<T>> queue = new ArrayDeque<>();
    private long bytesPerSecond;

    /** The time up to which everything granted so far uses up the limit. */
    private long paidUntilNanos;

    /** @throws IllegalArgumentException unless the limit is at least 1 byte per second */
    public UploadTurns(long bytesPerSecond, long nowNanos) {
        this.bytesPerSecond = requirePositive(bytesPerSecond);
        this.paidUntilNanos = nowNanos;
    }

    /**
     * From now on another limit; nobody loses a place.
     *
     * @throws IllegalArgumentException unless the limit is at least 1 byte per second
     */
    public void changeLimit(long bytesPerSecond, long nowNanos) {
        forgetIdleTime(nowNanos);
        this.bytesPerSecond = requirePositive(bytesPerSecond);
    }

    /** A transfer of so many bytes, at least one, gets in line behind all others. */
    public Place<T> join(T owner, long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a transfer has at least 1 byte, not " + bytes);
        }
        Place<T> place = new Place<>(owner, bytes);
        enqueue(place);
        return place;
    }

    /** The transfer ends early; does nothing if it has ended or left. */
    public void leave(Place<T> place) {
        place.left = true;
        if (place.queued) {
            place.queued = false;
            queue.remove(place);
        }
    }

    /** Who may send what at this time; to be asked again until it is empty. The bytes count as sent at once. */
    public Optional<Grant<T>> next(long nowNanos) {
        Place<T> head = queue.peekFirst();
        if (head == null) {
            return Optional.empty();
        }
        forgetIdleTime(nowNanos);
        long worthwhile = worthSending(head);
        if (nowNanos - paidUntilNanos < nanosFor(worthwhile)) {
            return Optional.empty();
        }
        long turn = turnOf(head);
        long bytes = Math.max(worthwhile, Math.min(turn, bytesIn(nowNanos - paidUntilNanos)));
        queue.removeFirst();
        head.queued = false;
        head.remaining -= bytes;
        head.turnLeft = turn - bytes;
        paidUntilNanos += nanosFor(bytes);
        return Optional.of(new Grant<>(head, bytes));
    }

    /** When {@link #next} will have something to say if nothing else happens; empty while nobody is in line. */
    public OptionalLong nextAtNanos() {
        Place<T> head = queue.peekFirst();
        return head == null ? OptionalLong.empty() : OptionalLong.of(paidUntilNanos + nanosFor(worthSending(head)));
    }

    /**
     * Reports a grant as carried out. When fewer bytes than granted were sent, the transfer is out of line until
     * {@link #writable}, and what it left is for the others.
     *
     * @return whether the transfer has been sent completely
     */
    public boolean sent(Grant<T> grant, long bytes) {
        Place<T> place = grant.place();
        long unsent = grant.bytes() - bytes;
        if (unsent < 0 || bytes < 0) {
            throw new IllegalArgumentException(bytes + " of " + grant.bytes() + " bytes granted cannot be sent");
        }
        place.remaining += unsent;
        place.turnLeft += unsent;
        paidUntilNanos -= nanosFor(unsent);
        if (place.remaining > 0 && unsent == 0 && !place.left) {
            enqueue(place);
        }
        return place.remaining == 0;
    }

    /** A transfer that was out of line can take bytes again. */
    public void writable(Place<T> place) {
        if (!place.queued && !place.left && place.remaining > 0) {
            enqueue(place);
        }
    }

    /** How many transfers are in line. */
    public int waiting() {
        return queue.size();
    }

    /** Who has begun a turn goes on with it, before those who have not. */
    private void enqueue(Place<T> place) {
        place.queued = true;
        if (place.turnLeft > 0) {
            queue.addFirst(place);
        } else {
            queue.addLast(place);
        }
    }

    /** How many bytes the place may send before the next in line has its turn. */
    private long turnOf(Place<T> place) {
        if (place.turnLeft > 0) {
            return Math.min(place.turnLeft, place.remaining);
        }
        return place.remaining <= bytesInTurnOf(LAST_TURN_NANOS) ? place.remaining : bytesInTurnOf(TURN_NANOS);
    }

    private long bytesInTurnOf(long nanos) {
        long bytes = bytesIn(Math.min(nanos, ROUND_NANOS / Math.max(1, queue.size())));
        return Math.max(1, Math.min(bytes, TURN_BYTES_MAX));
    }

    private long worthSending(Place<T> place) {
        return Math.min(turnOf(place), Math.max(1, bytesIn(GRANT_NANOS)));
    }

    private void forgetIdleTime(long nowNanos) {
        paidUntilNanos = Math.max(paidUntilNanos, nowNanos - Math.max(BURST_NANOS, nanosFor(1)));
    }

    private long bytesIn(long nanos) {
        return (long) (nanos / NANOS_PER_SECOND * bytesPerSecond);
    }

    private long nanosFor(long bytes) {
        return (long) Math.ceil(bytes * NANOS_PER_SECOND / bytesPerSecond);
    }

    private static long requirePositive(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("an upload limit is at least 1 byte per second, not " + bytesPerSecond);
        }
        return bytesPerSecond;
    }
}
