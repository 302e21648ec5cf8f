package io.rangeswarm.peer.core.download;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/** Bytes per second over the last few seconds. Guarded by this. */
final class RateMeter {

    private static final Duration WINDOW = Duration.ofSeconds(4);
    private static final Duration STEP = Duration.ofMillis(200);

    private record Sample(Instant at, long total) {}

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private long total;

    RateMeter(Instant start) {
        samples.add(new Sample(start, 0));
    }

    synchronized void count(long bytes, Instant now) {
        total += bytes;
        if (Duration.between(samples.getLast().at(), now).compareTo(STEP) >= 0) {
            samples.addLast(new Sample(now, total));
            forgetBefore(now.minus(WINDOW));
        }
    }

    synchronized long bytesPerSecond(Instant now) {
        forgetBefore(now.minus(WINDOW));
        double seconds = Duration.between(samples.getFirst().at(), now).toNanos() / 1e9;
        return seconds <= 0 ? 0 : (long) ((total - samples.getFirst().total()) / Math.max(seconds, 0.1));
    }

    synchronized long total() {
        return total;
    }

    private void forgetBefore(Instant horizon) {
        while (samples.size() > 1 && samples.getFirst().at().isBefore(horizon)) {
            samples.removeFirst();
        }
        if (samples.getFirst().at().isBefore(horizon)) {
            samples.addLast(new Sample(horizon, total)); // nothing came for a whole window
            samples.removeFirst();
        }
    }
}
