package io.rangeswarm.tracker.core.watch;

import io.rangeswarm.tracker.core.swarm.Transferred;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What was seen of one peer of a watched swarm. Guarded by the swarm's {@link Watch}. */
final class PeerTrack {

    /** A rate is the mean of this time: chunks are registered once a second, in batches. */
    static final Duration WINDOW = Duration.ofSeconds(10);

    /** A shorter time says nothing about a rate. */
    private static final Duration WINDOW_MIN = Duration.ofMillis(900);

    /** In less than this a peer that fetches big chunks may well have completed none. */
    private static final Duration STANDING_MIN = Duration.ofSeconds(5);

    /** Counters that stay the same for longer than three heartbeats belong to a peer that sends nothing. */
    private static final Duration COUNTERS_AGE_MAX = Duration.ofSeconds(35);

    private final Deque<Seen> window = new ArrayDeque<>();
    private @Nullable Double fetching;
    private @Nullable Double fetchingMost;

    private @Nullable Counted counted;
    private boolean hasChanged;
    private @Nullable Double sending;
    private @Nullable Double sendingMost;

    private record Seen(long heldBytes, Instant at) {}

    private record Counted(Transferred transferred, Instant at) {}

    /** Takes note of what the peer holds and says at {@code now}, which is never before the last time. */
    void see(long heldBytes, Transferred transferred, Instant now) {
        seeHeld(heldBytes, now);
        seeCounters(transferred, now);
    }

    private void seeHeld(long heldBytes, Instant now) {
        Seen last = window.peekLast();
        if (last != null && last.heldBytes() > heldBytes) {
            window.clear(); // it began anew
        }
        window.addLast(new Seen(heldBytes, now));
        while (window.size() > 2 && secondIsOldEnough(now)) {
            window.removeFirst();
        }
        Seen first = window.getFirst();
        Duration passed = Duration.between(first.at(), now);
        long fetched = heldBytes - first.heldBytes();
        boolean isKnown = passed.compareTo(fetched > 0 ? WINDOW_MIN : STANDING_MIN) >= 0;
        fetching = isKnown ? perSecond(fetched, passed) : null;
        fetchingMost = higher(fetchingMost, fetching);
    }

    private boolean secondIsOldEnough(Instant now) {
        Seen first = window.removeFirst();
        boolean isOld = Duration.between(window.getFirst().at(), now).compareTo(WINDOW) >= 0;
        window.addFirst(first);
        return isOld;
    }

    /** Between two heartbeats the counters stand still: only a time between two changes of them has a rate. */
    private void seeCounters(Transferred transferred, Instant now) {
        Counted last = counted;
        if (last == null || transferred.uploadedBytes() < last.transferred().uploadedBytes()) {
            counted = new Counted(transferred, now);
            hasChanged = false;
            sending = null;
        } else if (!transferred.equals(last.transferred())) {
            long sent = transferred.uploadedBytes() - last.transferred().uploadedBytes();
            Duration passed = Duration.between(last.at(), now);
            if (hasChanged && passed.compareTo(WINDOW_MIN) >= 0) {
                sending = perSecond(sent, passed);
                sendingMost = higher(sendingMost, sending);
            }
            counted = new Counted(transferred, now);
            hasChanged = true;
        } else if (Duration.between(last.at(), now).compareTo(COUNTERS_AGE_MAX) > 0) {
            hasChanged = false;
            sending = 0.0;
        }
    }

    private static double perSecond(long bytes, Duration passed) {
        return bytes * 1e9 / passed.toNanos();
    }

    private static @Nullable Double higher(@Nullable Double most, @Nullable Double now) {
        return most == null || (now != null && now > most) ? now : most;
    }

    PeerRates rates() {
        return new PeerRates(fetching, sending, fetchingMost, sendingMost);
    }
}
