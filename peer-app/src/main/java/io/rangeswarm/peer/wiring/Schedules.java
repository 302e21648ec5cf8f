package io.rangeswarm.peer.wiring;

import io.rangeswarm.peer.core.download.Downloads;
import io.rangeswarm.peer.core.download.Mirror;
import io.rangeswarm.peer.core.registration.TrackerMembership;
import io.rangeswarm.peer.core.share.Recheck;
import io.rangeswarm.peer.core.share.ScanReport;
import io.rangeswarm.peer.core.share.ShareFolder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.TaskScheduler;

/**
 * What a peer does again and again, and at its start and end. It starts after the web server, because a peer that
 * registers must be able to serve, and stops before it: nobody should be sent to a peer that is going.
 */
class Schedules implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Schedules.class);

    /** How often it is asked whether it is time for something. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private static final Duration RECHECK_STEP = Duration.ofSeconds(1);

    private final TaskScheduler scheduler;
    private final PeerOptions options;
    private final ShareFolder share;
    private final RescanWish rescanWish;
    private final Recheck recheck;
    private final TrackerMembership membership;
    private final Downloads downloads;
    private final Mirror mirror;
    private final FetchRequests fetchRequests;
    private final ServedPort port;
    private final InstantSource clock;
    private volatile List<ScheduledFuture<?>> tasks = List.of();
    private volatile boolean running;
    private volatile boolean scanned;
    private volatile Instant nextScan = Instant.MIN;
    private volatile Instant nextFetch = Instant.MIN;
    private volatile Instant nextMirror = Instant.MIN;

    Schedules(
            TaskScheduler scheduler,
            PeerOptions options,
            ShareFolder share,
            RescanWish rescanWish,
            Recheck recheck,
            TrackerMembership membership,
            Downloads downloads,
            Mirror mirror,
            FetchRequests fetchRequests,
            ServedPort port,
            InstantSource clock) {
        this.scheduler = scheduler;
        this.options = options;
        this.share = share;
        this.rescanWish = rescanWish;
        this.recheck = recheck;
        this.membership = membership;
        this.downloads = downloads;
        this.mirror = mirror;
        this.fetchRequests = fetchRequests;
        this.port = port;
        this.clock = clock;
    }

    @Override
    public void start() {
        log.info(
                "Peer on {}://localhost:{}, shares {}, tracker {}",
                port.scheme(),
                port.number(),
                share.root(),
                String.join(", ", options.tracker()));
        if (!"UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"))) {
            log.warn("under this locale only files with ASCII names can be shared; start with LC_ALL=C.UTF-8");
        }
        try {
            downloads.recover();
        } catch (IOException unreadable) {
            log.warn("unfinished downloads cannot be resumed: {}", unreadable.toString());
        }
        running = true;
        tasks = List.of(
                scheduler.scheduleWithFixedDelay(this::tellTracker, options.chunkRegistrationFrequency()),
                scheduler.scheduleWithFixedDelay(this::scan, LOOK_EVERY),
                scheduler.scheduleWithFixedDelay(this::recheck, RECHECK_STEP),
                scheduler.scheduleWithFixedDelay(this::startDownloads, LOOK_EVERY));
    }

    /** Registers new chunks and files, and renews the lease when that is due. */
    private void tellTracker() {
        if (running) {
            membership.tick();
        }
    }

    /** Looks through the share folder when it is time, or when somebody wished it. */
    private void scan() {
        boolean due = rescanWish.take() || !clock.instant().isBefore(nextScan);
        if (!running || !due) {
            return;
        }
        Instant start = clock.instant();
        try {
            report(share.scan(), Duration.between(start, clock.instant()));
        } catch (IOException unreadable) {
            log.warn("the share folder {} cannot be read: {}", share.root(), unreadable.toString());
        } catch (RuntimeException cutOff) {
            if (running) {
                throw cutOff;
            }
            return; // the folder's records were closed meanwhile, because the peer stops
        }
        scanned = true;
        nextScan = clock.instant().plus(options.rescanFrequency());
    }

    private void report(ScanReport found, Duration took) {
        if (!scanned || found.hashedFiles() > 0) {
            log.info(
                    "sharing {} files, {} bytes; hashed {} bytes in {} s",
                    found.files(),
                    found.bytes(),
                    found.hashedBytes(),
                    String.format(Locale.ROOT, "%.2f", took.toMillis() / 1e3));
        }
        if (!scanned && found.skippedCount() > 0) {
            log.info("{} entries of the folder are not shared:", found.skippedCount());
            found.skipped().forEach(skipped -> log.info("  not shared: {}", skipped));
        }
    }

    /** Not before the first scan, which tells what is shared. */
    private void recheck() {
        if (running && scanned) {
            recheck.step();
        }
    }

    /** Starts what --fetch and --mirror ask for; waits for the first scan, which tells what is here already. */
    private void startDownloads() {
        if (!running || !scanned) {
            return;
        }
        if (!clock.instant().isBefore(nextFetch)) { // more often: who waits for one file waits for every look
            fetchRequests.round();
            nextFetch = clock.instant().plus(options.updateFileLocationFrequency());
        }
        if (options.mirror() && !clock.instant().isBefore(nextMirror)) {
            mirror.round();
            nextMirror = clock.instant().plus(options.mirrorFrequency());
        }
    }

    @Override
    public void stop() {
        running = false;
        tasks.forEach(task -> task.cancel(false));
        membership.leave();
        try {
            downloads.shutDown();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
