package io.rangeswarm.peer.core.limit;

/**
 * The arithmetic of a rate limit. Whoever wants bytes reserves them, which gives them a place in one line, and may take
 * them once as many bytes have become free as that line is long: first come, first served, so nobody starves. What has
 * become free and is not wanted is kept for a tenth of a second only, so a pause is not followed by a burst.
 *
 * <p>Time is in nanoseconds of a clock that does not jump. Not safe for many threads.
 */
final class TokenBucket {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Evens out the moments at which threads wake up, and is 2 % of five seconds. */
    private static final double BURST_SECONDS = 0.1;

    private Bandwidth rate;
    private long reserved;
    private double freed;
    private long lastNanos;

    TokenBucket(Bandwidth rate, long now) {
        this.rate = rate;
        this.lastNanos = now;
    }

    /** What is reserved already is freed at the new rate from now on. */
    void change(Bandwidth changed, long now) {
        advance(now);
        rate = changed;
    }

    /** Takes a place in the line for so many bytes; {@link #nanosUntil} says when its turn is. */
    long reserve(long bytes, long now) {
        advance(now);
        reserved += bytes;
        return reserved;
    }

    /** Nanoseconds until it is this place's turn, rounded up; 0 when it is. */
    long nanosUntil(long place, long now) {
        advance(now);
        double missing = place - freed;
        return missing <= 0 ? 0 : (long) Math.ceil(missing / rate.bytesPerSecond() * NANOS_PER_SECOND);
    }

    /** Frees what was reserved and is not wanted after all. */
    void giveBack(long bytes, long now) {
        advance(now);
        freed += bytes;
    }

    /** Whether nobody has wanted anything for a while: those who read take less than the limit lets them. */
    boolean isFull(long now) {
        advance(now);
        return freed >= ceiling();
    }

    private void advance(long now) {
        if (!rate.isLimited()) {
            freed = Math.max(freed, (double) reserved);
        } else {
            freed = Math.min(ceiling(), freed + (now - lastNanos) / NANOS_PER_SECOND * rate.bytesPerSecond());
        }
        lastNanos = now;
    }

    private double ceiling() {
        return reserved + BURST_SECONDS * rate.bytesPerSecond();
    }
}
