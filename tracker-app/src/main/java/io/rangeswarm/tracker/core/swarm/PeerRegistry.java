package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.catalog.Page;
import io.rangeswarm.tracker.core.catalog.PageSlice;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Changes;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Renewal;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is in the swarm: registration, leases, leaving. Safe for many threads: all shared state is in the store. */
public final class PeerRegistry {

    private static final Logger log = LoggerFactory.getLogger(PeerRegistry.class);

    private final SwarmStore store;
    private final ChangeQueue queue;
    private final LeaseTerms terms;
    private final Clock clock;
    private final SecureRandom random;
    private final SwarmEvents events;

    public PeerRegistry(
            SwarmStore store,
            ChangeQueue queue,
            LeaseTerms terms,
            Clock clock,
            SecureRandom random,
            SwarmEvents events) {
        this.store = store;
        this.queue = queue;
        this.terms = terms;
        this.clock = clock;
        this.random = random;
        this.events = events;
    }

    public LeaseTerms terms() {
        return terms;
    }

    /**
     * Lets a peer in. One that shows the token of a live peer is that peer again: it keeps id and token, and what it
     * held is forgotten, because it now registers all it has. A token that nobody has is no error: the tracker may
     * have lost its data, and the peer is new to it.
     */
    public Answer<Admission> register(PeerProfile profile, @Nullable PeerToken token) {
        Answer<Admission> answer = Optional.ofNullable(token)
                .flatMap(shown -> registerAgain(profile, shown))
                .orElseGet(() -> registerNew(profile));
        if (answer instanceof Answer.Granted<Admission> granted) {
            Admission admission = granted.value();
            log.info(
                    "peer {} at {} registered{}",
                    admission.id(),
                    profile.endpoint(),
                    admission.kind() == Admission.Kind.RETURNED ? " again" : "");
            events.peerRegistered();
        }
        return answer;
    }

    /** Empty when nobody has the token, or has it no longer when the turn comes. */
    private Optional<Answer<Admission>> registerAgain(PeerProfile profile, PeerToken token) {
        return store.findByToken(token.hash(), clock.instant())
                .map(SwarmStore.TokenHolder::id)
                .map(id -> asPeer(id, token, null, changes -> {
                    changes.updateProfile(id, profile);
                    changes.removeHoldings(id);
                    return Answer.granted(new Admission(id, token, Admission.Kind.RETURNED));
                }))
                .filter(answer -> !(answer instanceof Answer.Refused<Admission> refused
                        && refused.refusal() instanceof Refusal.UnknownPeer));
    }

    private Answer<Admission> registerNew(PeerProfile profile) {
        PeerId id = PeerId.random(random);
        PeerToken token = PeerToken.random(random);
        Instant leaseUntil = clock.instant().plus(terms.lease());
        return queue.run(id, changes -> {
            changes.addPeer(id, token.hash(), profile, leaseUntil);
            return Answer.granted(new Admission(id, token, Admission.Kind.NEW));
        });
    }

    /**
     * A heartbeat.
     *
     * @param transferred null to leave the counters as they are
     */
    public Answer<PeerId> renew(PeerId id, PeerToken token, @Nullable Transferred transferred) {
        return asPeer(id, token, transferred, changes -> Answer.granted(id));
    }

    /**
     * Renews the lease of whoever has this token, if anybody has. A lease of which less than a tenth has passed is left
     * alone: pollers come every second, and every renewal is a durable write.
     */
    public Optional<PeerId> renewByToken(PeerToken token) {
        Instant now = clock.instant();
        Sha256 hash = token.hash();
        Optional<SwarmStore.TokenHolder> holder = store.findByToken(hash, now);
        Duration tenth = terms.lease().dividedBy(10);
        return holder.filter(peer -> Duration.between(now, peer.leaseUntil())
                                        .compareTo(terms.lease().minus(tenth))
                                > 0
                        || renew(peer.id(), token, null) instanceof Answer.Granted<PeerId>)
                .map(SwarmStore.TokenHolder::id);
    }

    /** The peer goes, and with it all it holds. */
    public Answer<PeerId> leave(PeerId id, PeerToken token) {
        Answer<PeerId> answer = asPeer(id, token, null, changes -> {
            changes.removePeer(id);
            return Answer.granted(id);
        });
        if (answer instanceof Answer.Granted<PeerId>) {
            log.info("peer {} left", id);
            events.peerLeft();
        }
        return answer;
    }

    public Optional<Peer> find(PeerId id) {
        return store.findPeer(id, clock.instant());
    }

    public Page<Peer> list(PageSlice slice) {
        return store.peers(slice, clock.instant());
    }

    /** Time left of the peer's lease. */
    public Duration leaseLeft(Peer peer) {
        return Duration.between(clock.instant(), peer.leaseUntil());
    }

    /** Removes the peers that vanished without leaving. To be called every few seconds. */
    public void sweep() {
        List<PeerId> expired = store.removeExpired(clock.instant());
        if (!expired.isEmpty()) {
            log.info(
                    "{} {} vanished: no call within the lease of {} s",
                    expired.size(),
                    expired.size() == 1 ? "peer" : "peers",
                    terms.lease().toSeconds());
            expired.forEach(id -> log.debug("peer {} vanished", id));
            events.peersExpired(expired.size());
        }
    }

    /**
     * Gives every peer that counted when the tracker stopped one full lease to call again: while the tracker was away,
     * nobody could renew. To be called once, before the first call is served.
     */
    public void resume() {
        Instant now = clock.instant();
        store.extendLeases(now, now.plus(terms.lease()));
    }

    /** Runs {@code work} in a transaction of the peer that {@code token} proves, its lease renewed. */
    <T> Answer<T> asPeer(
            PeerId id, PeerToken token, @Nullable Transferred transferred, Function<Changes, Answer<T>> work) {
        Sha256 hash = token.hash();
        Instant now = clock.instant();
        return queue.run(id, changes -> {
            Renewal renewal = changes.renew(id, hash, now, now.plus(terms.lease()), transferred);
            if (renewal == Renewal.UNKNOWN_PEER) {
                return Answer.refused(new Refusal.UnknownPeer(id));
            }
            if (renewal == Renewal.WRONG_TOKEN) {
                return Answer.refused(new Refusal.WrongToken(id));
            }
            return work.apply(changes);
        });
    }
}
