package io.rangeswarm.tracker.core.swarm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many new peers an address may register: so many at once, and then so many a second. A laboratory behind one address
 * starts all its machines at once; a program that registers without end is told to come back later, and its peers expire
 * as fast as new ones may come, so that what they take of the memory is bounded. Guarded by this.
 */
final class AddressAllowance {

    /** Addresses remembered, those that called last. Whoever has more of them is not one caller. */
    private static final int ADDRESSES_MAX = 10_000;

    private final int atOnceMax;
    private final double perSecond;
    private final Clock clock;
    private final Map<String, Left> byUse = new LinkedHashMap<>(16, 0.75f, true);

    AddressAllowance(int atOnceMax, double perSecond, Clock clock) {
        this.atOnceMax = atOnceMax;
        this.perSecond = perSecond;
        this.clock = clock;
    }

    private record Left(double count, Instant at) {}

    /** Takes one of the address's allowance. @return how long it has to wait for the next one, if there is none now */
    synchronized Optional<Duration> take(String address) {
        Instant now = clock.instant();
        double left = leftAt(address, now);
        if (left < 1) {
            return Optional.of(Duration.ofNanos((long) ((1 - left) / perSecond * 1e9)));
        }
        byUse.put(address, new Left(left - 1, now));
        if (byUse.size() > ADDRESSES_MAX) {
            Iterator<Left> eldest = byUse.values().iterator();
            eldest.next();
            eldest.remove();
        }
        return Optional.empty();
    }

    private double leftAt(String address, Instant now) {
        Left before = byUse.get(address);
        if (before == null) {
            return atOnceMax;
        }
        double seconds = Math.max(0, Duration.between(before.at(), now).toNanos() / 1e9);
        return Math.min(atOnceMax, before.count() + seconds * perSecond);
    }
}
