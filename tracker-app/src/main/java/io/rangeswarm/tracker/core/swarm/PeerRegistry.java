package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.catalog.Page;
import io.rangeswarm.tracker.core.catalog.PageSlice;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Changes;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is in the swarm: registration, leases, leaving. Safe for many threads: what they share is in the store, and in a map. */
public final class PeerRegistry {

    private static final Logger log = LoggerFactory.getLogger(PeerRegistry.class);

    /** A lease of which less than this part has passed is left alone by polls. */
    private static final int RENEWAL_PARTS = 10;

    /** Tokens remembered, 200 bytes each; when there are more they are all forgotten. */
    private static final int RECENT_MAX = 50_000;

    private final SwarmStore store;
    private final ChangeQueue queue;
    private final LeaseTerms terms;
    private final Spacing polls;
    private final Spacing renewals;
    private final AddressAllowance newPeers;
    private final Clock clock;
    private final SecureRandom random;
    private final SwarmEvents events;

    /** Who polled lately, by the hash of its token. */
    private final Map<Sha256, SwarmStore.TokenHolder> recent = new ConcurrentHashMap<>();

    public PeerRegistry(
            SwarmStore store,
            ChangeQueue queue,
            LeaseTerms terms,
            CallLimits limits,
            Clock clock,
            SecureRandom random,
            SwarmEvents events) {
        this.store = store;
        this.queue = queue;
        this.terms = terms;
        this.polls = new Spacing(terms.pollAfter(), limits.pollAfterMax(), limits.pollsPerSecondMax(), clock);
        this.renewals = new Spacing(terms.lease(), limits.leaseMax(), limits.renewalsPerSecondMax(), clock);
        this.newPeers = new AddressAllowance(limits.newPeersAtOnceMax(), limits.newPeersPerSecondMax(), clock);
        this.clock = clock;
        this.random = random;
        this.events = events;
    }

    /** What is granted now: with many peers they are asked to poll, and to renew their leases, less often. */
    public LeaseTerms terms() {
        return new LeaseTerms(renewals.current(), polls.current());
    }

    /** Counts a poll. @return how long its asker is to wait before the next one */
    public Duration polled() {
        polls.called();
        events.locationsAsked();
        return polls.told();
    }

    /**
     * Lets a peer in. One that shows the token of a live peer is that peer again: it keeps id and token, and what it
     * held is forgotten, because it now registers all it has. A token that nobody has is no error: the tracker may
     * have lost its data, and the peer is new to it.
     *
     * @param address from where it calls: so that no address fills the tracker with peers that do not exist
     */
    public Answer<Admission> register(PeerProfile profile, @Nullable PeerToken token, String address) {
        Answer<Admission> answer = Optional.ofNullable(token)
                .flatMap(shown -> registerAgain(profile, shown))
                .orElseGet(() -> newPeers.take(address)
                        .map(wait -> Answer.<Admission>refused(new Refusal.TooManyFromOneAddress(wait)))
                        .orElseGet(() -> registerNew(profile)));
        if (answer instanceof Answer.Granted<Admission> granted) {
            Admission admission = granted.value();
            recent.remove(admission.token().hash()); // it may say that it is in another zone now
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
                    Instant now = clock.instant();
                    changes.promiseLease(id, promised());
                    changes.renew(id, token.hash(), now, now.plus(terms.lease()), null);
                    return Answer.granted(new Admission(id, token, Admission.Kind.RETURNED));
                }))
                .filter(answer -> !(answer instanceof Answer.Refused<Admission> refused
                        && refused.refusal() instanceof Refusal.UnknownPeer));
    }

    private Answer<Admission> registerNew(PeerProfile profile) {
        PeerId id = PeerId.random(random);
        PeerToken token = PeerToken.random(random);
        Duration promised = promised();
        Instant leaseUntil = clock.instant().plus(promised.isZero() ? terms.lease() : promised);
        return queue.run(id, changes -> {
            changes.addPeer(id, token.hash(), profile, leaseUntil);
            if (!promised.isZero()) {
                changes.promiseLease(id, promised);
            }
            return Answer.granted(new Admission(id, token, Admission.Kind.NEW));
        });
    }

    /** The lease that is longer than usual now; zero when it is not. */
    private Duration promised() {
        Duration now = renewals.current();
        return now.compareTo(terms.lease()) > 0 ? now : Duration.ZERO;
    }

    /**
     * A heartbeat.
     *
     * @param transferred null to leave the counters as they are
     */
    public Answer<PeerId> renew(PeerId id, PeerToken token, @Nullable Transferred transferred) {
        renewals.called();
        return asPeer(id, token, transferred, changes -> Answer.granted(id));
    }

    /**
     * Renews the lease of whoever has this token, if anybody has. A lease of which less than a tenth has passed is left
     * alone: pollers come every second, and every renewal is a durable write.
     */
    public Optional<Asker> renewByToken(PeerToken token) {
        Instant now = clock.instant();
        Sha256 hash = token.hash();
        SwarmStore.TokenHolder known = recent.get(hash);
        if (known != null && !isNew(known, now) && renew(known.id(), token, null) instanceof Answer.Granted) {
            remember(hash, known, now);
        } else if (known == null || !isNew(known, now)) {
            known = store.findByToken(hash, now)
                    .filter(holder -> isNew(holder, now) || renew(holder.id(), token, null) instanceof Answer.Granted)
                    .orElse(null);
            remember(hash, known, now);
        }
        return Optional.ofNullable(known).map(holder -> new Asker(holder.id(), holder.zone(), null));
    }

    /**
     * As {@link #renewByToken} where nobody has to be asked, and without waiting for the renewal, if one is due; empty where
     * that is not so.
     */
    public Optional<Asker> knownByToken(PeerToken token) {
        Instant now = clock.instant();
        Sha256 hash = token.hash();
        SwarmStore.TokenHolder known = recent.get(hash);
        if (known == null || !known.leaseUntil().isAfter(now)) {
            return Optional.empty();
        }
        if (!isNew(known, now)) {
            renewLater(hash, known, token, now);
        }
        return Optional.of(new Asker(known.id(), known.zone(), null));
    }

    /** One renewal at a time for each peer: while it is under way, the lease is taken for renewed. */
    private void renewLater(Sha256 hash, SwarmStore.TokenHolder known, PeerToken token, Instant now) {
        SwarmStore.TokenHolder renewed = renewed(known, now);
        if (!recent.replace(hash, known, renewed)) {
            return;
        }
        renewals.called();
        CompletableFuture<?> unused = asPeerLater(known.id(), token, changes -> Answer.granted(known.id()))
                .whenComplete((answer, failed) -> {
                    if (failed != null || !(answer instanceof Answer.Granted)) {
                        recent.remove(hash, renewed); // its next poll waits, and so finds out
                    }
                });
    }

    private boolean isNew(SwarmStore.TokenHolder holder, Instant now) {
        // In milliseconds: Duration multiplies by way of decimal numbers, and each poll comes by here.
        long lease = terms.lease().toMillis();
        long passed = lease - now.until(holder.leaseUntil(), ChronoUnit.MILLIS);
        return passed * RENEWAL_PARTS < lease;
    }

    /** With the lease that it certainly has: until then nothing has to be asked or written for its polls. */
    private void remember(Sha256 hash, SwarmStore.@Nullable TokenHolder holder, Instant now) {
        if (recent.size() >= RECENT_MAX) {
            recent.clear();
        }
        if (holder == null) {
            recent.remove(hash);
        } else {
            recent.put(hash, isNew(holder, now) ? holder : renewed(holder, now));
        }
    }

    /** The peer goes, and with it all it holds. */
    public Answer<PeerId> leave(PeerId id, PeerToken token) {
        Answer<PeerId> answer = asPeer(id, token, null, changes -> {
            changes.removePeer(id);
            return Answer.granted(id);
        });
        if (answer instanceof Answer.Granted<PeerId>) {
            recent.remove(token.hash());
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
        Proof proof = new Proof(id, token.hash(), clock.instant());
        Answer<T> answer = queue.run(id, changes -> proven(proof, transferred, changes, work));
        committed(proof, answer);
        return answer;
    }

    /** As {@link #asPeer}, without waiting: see {@link ChangeQueue#submit}. */
    <T> CompletableFuture<Answer<T>> asPeerLater(PeerId id, PeerToken token, Function<Changes, Answer<T>> work) {
        Proof proof = new Proof(id, token.hash(), clock.instant());
        return queue.submit(id, changes -> proven(proof, null, changes, work))
                .whenComplete((answer, failed) -> committed(proof, answer));
    }

    /** Who says to be which peer, and when. */
    private record Proof(PeerId id, Sha256 hash, Instant at) {}

    private <T> Answer<T> proven(
            Proof proof, @Nullable Transferred transferred, Changes changes, Function<Changes, Answer<T>> work) {
        Instant leaseUntil = proof.at().plus(terms.lease());
        return switch (changes.renew(proof.id(), proof.hash(), proof.at(), leaseUntil, transferred)) {
            case UNKNOWN_PEER -> Answer.refused(new Refusal.UnknownPeer(proof.id()));
            case WRONG_TOKEN -> Answer.refused(new Refusal.WrongToken(proof.id()));
            case RENEWED -> work.apply(changes);
        };
    }

    /** A call that renewed the lease spares the peer's next poll that: who registers chunks polls as well. */
    private <T> void committed(Proof proof, @Nullable Answer<T> answer) {
        SwarmStore.TokenHolder known = answer instanceof Answer.Granted ? recent.get(proof.hash()) : null;
        if (known != null && !isNew(known, proof.at())) {
            recent.replace(proof.hash(), known, renewed(known, proof.at()));
        }
    }

    private SwarmStore.TokenHolder renewed(SwarmStore.TokenHolder holder, Instant now) {
        return new SwarmStore.TokenHolder(holder.id(), holder.zone(), now.plus(terms.lease()));
    }
}
