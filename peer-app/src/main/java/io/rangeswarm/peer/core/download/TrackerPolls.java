package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** Asks the tracker for sources, one question at a time. For the loop's thread. */
final class TrackerPolls {

    /** The first polls come faster than the configured ones: who starts has nobody to ask yet. */
    private static final Duration PAUSE_FIRST = Duration.ofMillis(100);

    /** So many times rarer are the polls of a download that hears from its neighbours and has chunks under way. */
    private static final int NEEDLESS_PAUSES = 5;

    private final ChunkScheduler scheduler;
    private final LocationPolling polling;
    private final Manifest manifest;
    private final Duration frequency;
    private final InstantSource clock;
    private final ExchangeRounds.Errands errands;
    private boolean underWay;
    private Duration pause = PAUSE_FIRST;
    private Instant next;
    private Instant nextNeedless; // for a download that has enough to do

    /** @param frequency the usual pause, unless the tracker wishes a longer one */
    TrackerPolls(
            ChunkScheduler scheduler,
            LocationPolling polling,
            Manifest manifest,
            Duration frequency,
            InstantSource clock,
            ExchangeRounds.Errands errands) {
        this.scheduler = scheduler;
        this.polling = polling;
        this.manifest = manifest;
        this.frequency = frequency;
        this.clock = clock;
        this.errands = errands;
        this.next = clock.instant();
        this.nextNeedless = next;
    }

    void startIfDue(Instant now) {
        if (underWay || now.isBefore(next) || (now.isBefore(nextNeedless) && scheduler.isWellInformed())) {
            return;
        }
        underWay = true;
        errands.run(() -> polling.askTracker(manifest), trouble -> Map.<PeerEndpoint, ChunkSet>of(), this::answered);
    }

    private void answered(Map<PeerEndpoint, ChunkSet> heard) {
        underWay = false;
        scheduler.heardOf(heard);
        Duration wait = pause.compareTo(polling.trackerPause()) > 0 ? pause : polling.trackerPause();
        next = clock.instant().plus(wait);
        nextNeedless = clock.instant().plus(wait.multipliedBy(NEEDLESS_PAUSES));
        pause = pause.multipliedBy(2).compareTo(frequency) < 0 ? pause.multipliedBy(2) : frequency;
    }
}
