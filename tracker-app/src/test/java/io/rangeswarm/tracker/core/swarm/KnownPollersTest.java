package io.rangeswarm.tracker.core.swarm;

import static io.rangeswarm.tracker.core.swarm.Samples.profile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.rangeswarm.tracker.TestClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Polls of peers that polled before: whether they are answered at once, and what becomes of their leases. */
class KnownPollersTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final TestClock clock = new TestClock();
    private final MemorySwarm swarm = new MemorySwarm();
    private final SlowQueue queue = new SlowQueue();
    private final PeerRegistry peers = new PeerRegistry(
            swarm,
            queue,
            new LeaseTerms(LEASE, Duration.ofSeconds(1)),
            new CallLimits(100, 100, Duration.ofSeconds(16), 100, LEASE.multipliedBy(4), 200, 1),
            clock,
            new SecureRandom(),
            mock(SwarmEvents.class));
    private final Admission peer =
            peers.register(profile(1), null, "10.0.0.1").orElseThrow(refused -> new AssertionError(refused));

    /** Runs at once what is waited for, and keeps what is submitted until it is told to run that. */
    private final class SlowQueue implements ChangeQueue {

        private final Queue<Runnable> waiting = new ArrayDeque<>();

        @Override
        public <T> CompletableFuture<Answer<T>> submit(PeerId peer, Function<SwarmStore.Changes, Answer<T>> work) {
            CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
            waiting.add(() -> answer.complete(swarm.run(peer, work)));
            return answer;
        }

        @Override
        public <T> Answer<T> run(PeerId peer, Function<SwarmStore.Changes, Answer<T>> work) {
            return swarm.run(peer, work);
        }

        void catchUp() {
            while (!waiting.isEmpty()) {
                waiting.remove().run();
            }
        }
    }

    @BeforeEach
    void poll() {
        assertThat(peers.renewByToken(peer.token())).isPresent();
    }

    @Test
    void whoNeverPolledIsNotKnown() {
        assertThat(peers.knownByToken(new PeerToken("unknown"))).isEmpty();
    }

    @Test
    void aPollSoonAfterAnotherRenewsNothing() {
        clock.pass(Duration.ofSeconds(2));

        assertThat(peers.knownByToken(peer.token())).map(Asker::id).contains(peer.id());

        assertThat(queue.waiting).isEmpty();
    }

    @Test
    void aLaterPollIsAnsweredBeforeItsRenewalIsDurable() {
        clock.pass(LEASE.dividedBy(2));

        assertThat(peers.knownByToken(peer.token())).map(Asker::id).contains(peer.id());
        assertThat(peers.knownByToken(peer.token())).map(Asker::id).contains(peer.id());
        assertThat(queue.waiting).as("one renewal for both polls").hasSize(1);

        queue.catchUp();
        assertThat(peers.leaseLeft(peers.find(peer.id()).orElseThrow())).isEqualTo(LEASE);
    }

    @Test
    void aPollSoonAfterAHeartbeatRenewsNothing() {
        clock.pass(LEASE.dividedBy(2));
        peers.renew(peer.id(), peer.token(), null).orElseThrow(refused -> new AssertionError(refused));

        assertThat(peers.knownByToken(peer.token())).map(Asker::id).contains(peer.id());

        assertThat(queue.waiting).isEmpty();
        clock.pass(LEASE.minusMillis(1));
        assertThat(peers.knownByToken(peer.token()))
                .as("the lease is that of the heartbeat")
                .isPresent();
    }

    @Test
    void aRenewalThatNobodyGrantedSparesNoPollItsOwn() {
        clock.pass(LEASE.dividedBy(2));
        assertThat(peers.renew(peer.id(), new PeerToken("another"), null)).isInstanceOf(Answer.Refused.class);

        assertThat(peers.knownByToken(peer.token())).isPresent();

        assertThat(queue.waiting).hasSize(1);
    }

    @Test
    void whoRegistersAgainIsKnownByItsNewZone() {
        PeerProfile moved = new PeerProfile(new Endpoint("http://10.0.0.1:1"), null, "elsewhere");
        peers.register(moved, peer.token(), "10.0.0.1").orElseThrow(refused -> new AssertionError(refused));

        assertThat(peers.renewByToken(peer.token())).map(Asker::zone).contains("elsewhere");
        assertThat(peers.knownByToken(peer.token())).map(Asker::zone).contains("elsewhere");
    }

    @Test
    void whoseLeaseHasRunOutHasToWait() {
        clock.pass(LEASE);

        assertThat(peers.knownByToken(peer.token())).isEmpty();
        assertThat(peers.renewByToken(peer.token())).isEmpty();
    }

    @Test
    void whoWasRefusedARenewalHasToWait() {
        clock.pass(LEASE.dividedBy(2));
        assertThat(peers.knownByToken(peer.token())).isPresent();
        swarm.run(peer.id(), changes -> {
            changes.removePeer(peer.id());
            return Answer.granted(peer.id());
        });

        queue.catchUp();

        assertThat(peers.knownByToken(peer.token())).isEmpty();
        assertThat(peers.renewByToken(peer.token())).isEmpty();
    }
}
