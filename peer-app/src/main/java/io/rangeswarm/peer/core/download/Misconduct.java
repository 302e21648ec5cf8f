package io.rangeswarm.peer.core.download;

import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which sources sent wrong bytes, over all downloads of this process, and who is banned for it.
 *
 * <p>Each wrong chunk is a strike. Strikes wear off, with time and with every right chunk, so that a source whose line flips
 * a bit now and then is never banned, and one that lies at a higher rate always is. A ban ends too, the next one lasts
 * twice as long; whoever comes back from one, and whoever is at a host where several were banned, is on probation: banned
 * by its first strike. Nothing but wrong bytes counts.
 *
 * <p>Only who has lied is remembered, and of those a bounded number. Guarded by this.
 */
public final class Misconduct {

    /** More strikes than this, wear and tear deducted, and the source is banned: the third of three in a row is. */
    static final double STRIKES_MAX = 2;

    /** One strike wears off in so long... */
    static final Duration STRIKE_LASTS = Duration.ofMinutes(10);

    /** ...or with so many right chunks: who lies more seldom than once in so many costs less than a hundredth. */
    static final int STRIKE_OUTWEIGHED_BY = 100;

    static final Duration FIRST_BAN = Duration.ofMinutes(5);
    static final Duration LONGEST_BAN = Duration.ofHours(12);

    /** With so many banned at a host, its others are on probation: one machine can have any number of ports. */
    static final int BANNED_AT_HOST_MAX = 3;

    private static final int REMEMBERED_MAX = 10_000;

    private final InstantSource clock;
    private final Map<PeerEndpoint, Conduct> byEndpoint = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Map<PeerEndpoint, Conduct>> bannedByHost = new HashMap<>();

    /** @param clock must not jump: differences are what counts */
    public Misconduct(InstantSource clock) {
        this.clock = clock;
    }

    private static final class Conduct {
        private double strikes;
        private Instant wornOffAt;
        private Instant bannedUntil = Instant.MIN;
        private int bans;

        private Conduct(Instant now) {
            wornOffAt = now;
        }

        /** Deducts what the time since the last look is worth. */
        private void wearOff(Instant now) {
            double worn = (double) Duration.between(wornOffAt, now).toMillis() / STRIKE_LASTS.toMillis();
            strikes = Math.max(0, strikes - Math.max(0, worn));
            wornOffAt = now;
        }

        private void ban(Instant now) {
            long factor = 1L << Math.min(bans, 20);
            Duration length = FIRST_BAN.multipliedBy(factor);
            bannedUntil = now.plus(length.compareTo(LONGEST_BAN) < 0 ? length : LONGEST_BAN);
            bans++;
            strikes = STRIKES_MAX; // when it is over the next lie is one too many
            wornOffAt = bannedUntil;
        }
    }

    /**
     * Takes in that a source sent a wrong chunk.
     *
     * @return whether it is banned now
     */
    public synchronized boolean lied(PeerEndpoint source) {
        Instant now = clock.instant();
        Conduct conduct = byEndpoint.get(source);
        if (conduct == null) {
            conduct = new Conduct(now);
            conduct.strikes = isOnProbation(source, now) ? STRIKES_MAX : 0;
            byEndpoint.put(source, conduct);
            forgetOldest();
        }
        if (now.isBefore(conduct.bannedUntil)) {
            return true; // what was under way when it was banned
        }
        conduct.wearOff(now);
        conduct.strikes++;
        boolean tooMany = conduct.strikes > STRIKES_MAX;
        if (tooMany) {
            conduct.ban(now);
            bannedByHost.computeIfAbsent(source.host(), host -> new HashMap<>()).put(source, conduct);
        }
        return tooMany;
    }

    /** Takes in that a source sent right chunks. */
    public synchronized void sentRight(PeerEndpoint source, int chunks) {
        Conduct conduct = byEndpoint.get(source);
        if (conduct != null) {
            conduct.strikes = Math.max(0, conduct.strikes - (double) chunks / STRIKE_OUTWEIGHED_BY);
        }
    }

    /** Whether nothing may be asked of it now. */
    public synchronized boolean isBanned(PeerEndpoint source) {
        Conduct conduct = byEndpoint.get(source);
        return conduct != null && clock.instant().isBefore(conduct.bannedUntil);
    }

    /** Count of the sources that are remembered, for whoever checks the bound. */
    synchronized int remembered() {
        return byEndpoint.size();
    }

    private boolean isOnProbation(PeerEndpoint source, Instant now) {
        return bannedByHost.getOrDefault(source.host(), Map.of()).values().stream()
                        .filter(neighbour -> now.isBefore(neighbour.bannedUntil))
                        .count()
                >= BANNED_AT_HOST_MAX;
    }

    /** The one that was heard of longest ago. */
    private void forgetOldest() {
        if (byEndpoint.size() <= REMEMBERED_MAX) {
            return;
        }
        Iterator<PeerEndpoint> oldest = byEndpoint.keySet().iterator();
        PeerEndpoint forgotten = oldest.next();
        oldest.remove();
        bannedByHost.computeIfPresent(forgotten.host(), (host, neighbours) -> {
            neighbours.remove(forgotten);
            return neighbours.isEmpty() ? null : neighbours;
        });
    }
}
