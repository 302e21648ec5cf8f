package io.rangeswarm.peer.core.download;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * How one source has behaved towards this download. Not safe for many threads: {@link ChunkScheduler} guards it.
 */
final class SourceHealth {

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);
    private static final Duration SHORTEST_BUSY_PAUSE = Duration.ofMillis(100);
    private static final double NEWEST_WEIGHT = 0.3;

    private final int requestsMax;
    private int inFlight;
    private int requestsAllowed; // one for a stranger, one more with each chunk, and one again after a failure
    private int failuresInARow;
    private int strikes;
    private boolean banned;
    private long failures;
    private long bytes;
    private double bytesPerSecond; // of one request; 0 while unknown
    private long notBefore = Long.MIN_VALUE; // nanoseconds since the epoch

    SourceHealth(int requestsMax) {
        this.requestsMax = requestsMax;
        this.requestsAllowed = 1;
    }

    boolean canBeAsked(Instant now) {
        return !isBanned() && inFlight < requestsAllowed && ChunkScheduler.nanos(now) >= notBefore;
    }

    int inFlight() {
        return inFlight;
    }

    boolean isBanned() {
        return banned;
    }

    /** It is not asked again. */
    void ban() {
        banned = true;
    }

    void started() {
        inFlight++;
    }

    void ended() {
        inFlight--;
    }

    void succeeded(long length, Duration took) {
        failuresInARow = 0;
        bytes += length;
        requestsAllowed = Math.min(requestsMax, requestsAllowed + 1);
        double rate = (double) length / Math.max(1e-6, took.toNanos() / 1e9);
        bytesPerSecond = bytesPerSecond == 0 ? rate : bytesPerSecond + NEWEST_WEIGHT * (rate - bytesPerSecond);
    }

    /**
     * It is alive but full: ask less of it at a time, after the pause it wished for and up to half as much again, so
     * that those whom it sent away together do not return together. A wish for no pause at all is not granted: it would
     * be asked as fast as it can say no.
     */
    void wasBusy(Duration retryAfter, Instant now, RandomGenerator random) {
        requestsAllowed = Math.max(1, Math.min(requestsAllowed - 1, inFlight));
        Duration bounded = longer(SHORTEST_BUSY_PAUSE, shorter(retryAfter, LONGEST_BACK_OFF));
        pause((double) bounded.toNanos() * (1 + random.nextDouble() / 2), now);
    }

    /** Exponential back-off with full jitter, so that peers that failed together do not return together. */
    void failed(Instant now, RandomGenerator random) {
        failures++;
        failuresInARow++;
        requestsAllowed = 1;
        double longest = (double) FIRST_BACK_OFF.toMillis() * Math.pow(2, Math.min(failuresInARow, 16));
        double bounded = Math.min(longest, (double) LONGEST_BACK_OFF.toMillis());
        pause(bounded * 1e6 * (0.5 + random.nextDouble() / 2), now);
    }

    void lied(Instant now, RandomGenerator random) {
        strikes++;
        failed(now, random);
    }

    int failuresInARow() {
        return failuresInARow;
    }

    /** Whether it has ever sent a chunk, so that its speed is known. */
    boolean isTried() {
        return bytesPerSecond > 0;
    }

    /** Of one request, by what was seen; 0 while nothing was. */
    double bytesPerSecond() {
        return bytesPerSecond;
    }

    /** Seconds until one more request of {@code length} bytes would end, by what was seen; 0 while nothing was. */
    double expectedSeconds(long length) {
        return bytesPerSecond == 0 ? 0 : (inFlight + 1.0) * length / (bytesPerSecond * Math.max(1, inFlight));
    }

    SourceReport report(String endpoint, int held) {
        return new SourceReport(endpoint, held, inFlight, bytes, (long) bytesPerSecond, failures, strikes, isBanned());
    }

    private void pause(double nanos, Instant now) {
        notBefore = Math.max(notBefore, ChunkScheduler.nanos(now) + (long) nanos);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
