package io.rangeswarm.tracker.callback;

import io.rangeswarm.tracker.core.swarm.ArrivalListener;
import io.rangeswarm.tracker.core.swarm.Endpoint;
import io.rangeswarm.tracker.core.swarm.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls peers back when they have registered, and remembers at whose endpoints nobody answered as that peer: those may
 * fetch, but nobody is sent to them. They are tried again as long as they are registered, ever more seldom.
 *
 * <p>Registrations do not wait for it. With too many waiting, the next ones count as reachable: a swarm goes on when the
 * tracker has no time. What is known is lost with the process, and not told to other trackers of one database.
 *
 * <p>Safe for many threads.
 */
public final class EndpointCallbacks implements ArrivalListener {

    /** Waits of the first tries; the last one is repeated. */
    private static final List<Duration> PAUSES =
            List.of(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5));

    /** Peers that wait to be called, and those that did not answer; about 200 bytes each. */
    private static final int WAITING_MAX = 10_000;

    private static final Logger log = LoggerFactory.getLogger(EndpointCallbacks.class);

    private final EndpointProbe probe;
    private final Predicate<PeerId> isLive;
    private final ScheduledExecutorService threads;
    private final Map<PeerId, Endpoint> unreached = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param isLive whether a peer is registered
     * @param threads as many as there may be calls at a time
     */
    public EndpointCallbacks(EndpointProbe probe, Predicate<PeerId> isLive, ScheduledExecutorService threads) {
        this.probe = probe;
        this.isLive = isLive;
        this.threads = threads;
    }

    /** Whether others are to be told of the peer. */
    public boolean isHandedOut(PeerId peer) {
        return !unreached.containsKey(peer);
    }

    @Override
    public void arrived(PeerId peer, Endpoint endpoint, String proof) {
        unreached.remove(peer); // it may have moved
        if (waiting.incrementAndGet() > WAITING_MAX) {
            waiting.decrementAndGet();
        } else {
            tryLater(new Attempt(peer, endpoint, proof, 0));
        }
    }

    private record Attempt(PeerId peer, Endpoint endpoint, String proof, int number) {

        Attempt next() {
            return new Attempt(peer, endpoint, proof, Math.min(number + 1, PAUSES.size() - 1));
        }
    }

    private void tryLater(Attempt attempt) {
        try {
            var unused = threads.schedule(
                    () -> run(attempt), PAUSES.get(attempt.number()).toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            waiting.decrementAndGet();
        }
    }

    private void run(Attempt attempt) {
        PeerId peer = attempt.peer();
        boolean isGone = attempt.number() > 0 && !isCurrent(attempt);
        if (isGone || probe.isReached(attempt.endpoint(), attempt.proof())) {
            waiting.decrementAndGet();
            if (unreached.remove(peer, attempt.endpoint()) && !isGone) {
                log.info("peer {} answers at {} now; it is handed out", peer, attempt.endpoint());
            }
            return;
        }
        if (unreached.put(peer, attempt.endpoint()) == null) {
            log.warn(
                    "peer {} does not answer at {}; it may fetch, but others are not sent to it"
                            + " (rangeswarm.tracker.call-back=false does not look)",
                    peer,
                    attempt.endpoint());
        }
        tryLater(attempt.next());
    }

    /** Not if it is gone, or has registered again, which is another attempt's matter. */
    private boolean isCurrent(Attempt attempt) {
        boolean isKnown = attempt.endpoint().equals(unreached.get(attempt.peer()));
        try {
            return isKnown && isLive.test(attempt.peer());
        } catch (RuntimeException databaseAway) {
            return isKnown;
        }
    }
}
