package io.rangeswarm.tracker.core.swarm;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static io.rangeswarm.tracker.core.swarm.Samples.profile;
import static io.rangeswarm.tracker.core.swarm.Samples.shared;
import static io.rangeswarm.tracker.core.swarm.Samples.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.tracker.TestClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The use cases of peers, files, chunks and sources over the fake store and a clock that stands still. */
class SwarmTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final CallLimits LIMITS =
            new CallLimits(100, 100, Duration.ofSeconds(16), 100, LEASE.multipliedBy(4), 200, 1);

    private final TestClock clock = new TestClock();
    private final MemorySwarm swarm = new MemorySwarm();
    private final List<String> told = new ArrayList<>();
    private final LeaseTerms terms = new LeaseTerms(LEASE, Duration.ofSeconds(1));
    private final PeerRegistry peers =
            new PeerRegistry(swarm, swarm, terms, LIMITS, clock, new SecureRandom(), new Told());
    private final Sharing sharing = new Sharing(peers, terms, LIMITS, clock, new Told());
    private final Sources sources = new Sources(swarm, swarm, clock, new Random(7));
    private final Manifest ten = manifest(10, "ten");

    private final class Told implements SwarmEvents {

        @Override
        public void peerRegistered() {
            told.add("registered");
        }

        @Override
        public void peerLeft() {
            told.add("left");
        }

        @Override
        public void peersExpired(int count) {
            told.add("expired " + count);
        }

        @Override
        public void filesRegistered(int count) {
            told.add("files " + count);
        }

        @Override
        public void chunksRegistered(int count) {
            told.add("chunks " + count);
        }

        @Override
        public void locationsAsked() {
            // counted elsewhere
        }
    }

    /** Whom an asker is told of when the last look at the swarm is old enough. */
    private List<Source> of(int limit, Asker asker) {
        clock.pass(SwarmSnapshots.AGE_MAX);
        return ofNow(limit, asker);
    }

    private List<Source> ofNow(int limit, Asker asker) {
        return sources.of(ten.fileId(), limit, asker).orElseThrow().stream()
                .map(SeenSource::source)
                .toList();
    }

    private Admission register(PeerProfile profile, @Nullable PeerToken token) {
        return peers.register(profile, token, "10.0.0.1").orElseThrow(refused -> new AssertionError(refused));
    }

    private Admission peer(int port, SharedFile... files) {
        Admission admission = register(profile(port), null);
        if (files.length > 0) {
            sharing.registerFiles(admission.id(), admission.token(), List.of(files));
        }
        return admission;
    }

    @Test
    void knownTokenKeepsIdAndTokenButForgetsHoldings() {
        Admission first = peer(1, whole("ten", ten));

        Admission again = register(profile(2), first.token());

        assertThat(again).isEqualTo(new Admission(first.id(), first.token(), Admission.Kind.RETURNED));
        assertThat(peers.find(first.id()).orElseThrow().profile()).isEqualTo(profile(2));
        assertThat(swarm.find(ten.fileId(), clock.instant())).isEmpty();
    }

    @Test
    void anAddressMayRegisterSoManyAtOnceAndThenOneASecond() {
        for (int port = 1; port <= 200; port++) {
            peer(port);
        }

        Answer<Admission> refused = peers.register(profile(201), null, "10.0.0.1");
        assertThat(refused).isEqualTo(Answer.refused(new Refusal.TooManyFromOneAddress(Duration.ofSeconds(1))));
        assertThat(peers.register(profile(1), null, "10.0.0.2")).isInstanceOf(Answer.Granted.class);

        clock.pass(Duration.ofSeconds(1));
        assertThat(peers.register(profile(201), null, "10.0.0.1")).isInstanceOf(Answer.Granted.class);
        assertThat(peers.register(profile(202), null, "10.0.0.1")).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void manyWhoPollAreAskedToWaitLongerAndAgainLessLater() {
        assertThat(peers.polled()).isEqualTo(Duration.ofSeconds(1));

        List<Duration> told = new ArrayList<>();
        for (int window = 0; window < 12; window++) {
            long everySeconds = peers.terms().pollAfter().toSeconds();
            for (long poll = 0; poll < 2 * 350 / everySeconds; poll++) { // 350 pollers that heed what they are told
                peers.polled();
            }
            clock.pass(Duration.ofSeconds(2));
            told.add(peers.terms().pollAfter());
        }
        assertThat(told.subList(6, 12)).containsOnly(Duration.ofSeconds(4));

        for (int window = 0; window < 12; window++) {
            clock.pass(Duration.ofSeconds(2));
            peers.terms();
        }
        assertThat(peers.polled()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void manyWhoRegisterChunksAreAskedToGatherMoreForEachCall() {
        Admission peer = peer(1, shared("ten", ten, 0));
        assertThat(sharing.registerAfter()).isEqualTo(Duration.ofSeconds(1));

        for (int window = 0; window < 6; window++) {
            long everyMillis = (long) toldMillis().average().orElseThrow();
            for (long call = 0; call < 2000 * 350 / everyMillis; call++) { // 350 leeches that heed what they are told
                sharing.registerChunks(peer.id(), peer.token(), ten.fileId(), 3);
            }
            clock.pass(Duration.ofSeconds(2));
        }

        assertThat(toldMillis()).as("4 s on average").allMatch(millis -> millis >= 2000 && millis <= 6000);
        assertThat(toldMillis().average().orElseThrow()).isBetween(3500.0, 4500.0);
        assertThat(toldMillis().distinct().count())
                .as("not all at the same time")
                .isGreaterThan(100);
        assertThat(peers.terms().pollAfter()).as("polls are counted apart").isEqualTo(Duration.ofSeconds(1));
    }

    private LongStream toldMillis() {
        return LongStream.range(0, 1000).map(call -> sharing.registerAfter().toMillis());
    }

    @Test
    void withManyWhoRenewANewPeersLeaseIsLongerAndStaysSo() {
        Admission early = peer(1);
        for (int window = 0; window < 6; window++) {
            for (int heartbeat = 0; heartbeat < 1000; heartbeat++) { // 500 a second: five times as many as wanted
                peers.renew(early.id(), early.token(), null);
            }
            clock.pass(Duration.ofSeconds(2));
            peers.terms();
        }
        assertThat(peers.terms().lease()).isEqualTo(LEASE.multipliedBy(4));
        Admission late = peer(2);
        clock.pass(LEASE.multipliedBy(4).minusMillis(1));

        assertThat(peers.find(early.id())).isEmpty();
        assertThat(peers.renew(late.id(), late.token(), null)).isEqualTo(Answer.granted(late.id()));
        clock.pass(LEASE.multipliedBy(4).minusMillis(1));
        assertThat(peers.terms().lease()).as("for those who come now").isLessThan(LEASE.multipliedBy(4));
        assertThat(peers.find(late.id())).as("who was promised more").isPresent();
    }

    @Test
    void tokenThatNobodyHasIsANewPeers() {
        Admission admission = register(profile(1), new PeerToken("from a tracker that lost its data"));

        assertThat(admission.kind()).isEqualTo(Admission.Kind.NEW);
        assertThat(admission.token().value()).hasSize(43);
    }

    @Test
    void expiredPeerRegistersAsANewOne() {
        Admission first = peer(1);
        clock.pass(LEASE);

        assertThat(register(profile(1), first.token()).id()).isNotEqualTo(first.id());
    }

    @Test
    void everyCallOfAPeerRenewsItsLease() {
        Admission peer = peer(1);
        List<Runnable> calls = List.of(
                () -> sharing.registerFiles(peer.id(), peer.token(), List.of(shared("ten", ten))),
                () -> sharing.registerChunks(peer.id(), peer.token(), ten.fileId(), 1),
                () -> peers.renew(peer.id(), peer.token(), null),
                () -> peers.renewByToken(peer.token()),
                () -> sharing.unshare(peer.id(), peer.token(), ten.fileId()));

        for (Runnable call : calls) {
            clock.pass(LEASE.minusMillis(1));
            call.run();
            assertThat(peers.leaseLeft(peers.find(peer.id()).orElseThrow())).isEqualTo(LEASE);
        }
    }

    @Test
    void aPollSoonAfterARenewalWritesNothing() {
        Admission peer = peer(1);
        clock.pass(Duration.ofSeconds(2));

        assertThat(peers.renewByToken(peer.token())).map(Asker::id).contains(peer.id());

        assertThat(peers.leaseLeft(peers.find(peer.id()).orElseThrow())).isEqualTo(LEASE.minusSeconds(2));
        assertThat(peers.renewByToken(new PeerToken("unknown"))).isEmpty();
    }

    @Test
    void leaseExpiryStandsForAVanishedClient() {
        Admission peer = peer(1, whole("ten", ten));
        clock.pass(LEASE);

        assertThat(peers.renew(peer.id(), peer.token(), null))
                .isEqualTo(Answer.refused(new Refusal.UnknownPeer(peer.id())));
        assertThat(sources.of(ten.fileId(), 50, Asker.UNKNOWN)).isEmpty();

        peers.sweep();
        peers.sweep();
        assertThat(told).containsExactly("registered", "files 1", "expired 1");
    }

    @Test
    void whoeverWasHereWhenTheTrackerStoppedGetsOneFullLease() {
        Admission peer = peer(1);
        clock.pass(LEASE.minusSeconds(1));

        peers.resume();
        clock.pass(LEASE.minusSeconds(1));

        assertThat(peers.renew(peer.id(), peer.token(), null)).isEqualTo(Answer.granted(peer.id()));
    }

    @Test
    void chunksAreMergedAndOnlyNewOnesCounted() {
        Admission peer = peer(1, shared("ten", ten, 0));
        told.clear();

        assertThat(sharing.registerChunks(peer.id(), peer.token(), ten.fileId(), 0, 3, 3))
                .isEqualTo(Answer.granted(
                        new Sharing.Progress(shared("ten", ten, 0, 3).held(), 1)));
        sharing.registerChunks(peer.id(), peer.token(), ten.fileId(), 3);

        assertThat(told).containsExactly("chunks 1");
    }

    @Test
    void oneWrongIndexLeavesTheHoldingAsItWas() {
        Admission peer = peer(1, shared("ten", ten, 0));

        assertThat(sharing.registerChunks(peer.id(), peer.token(), ten.fileId(), 1, 10))
                .isEqualTo(Answer.refused(new Refusal.NoSuchChunk(10, 10)));
        assertThat(sharing.registerChunks(peer.id(), peer.token(), ten.fileId(), -1))
                .isEqualTo(Answer.refused(new Refusal.NoSuchChunk(-1, 10)));

        assertThat(of(50, Asker.UNKNOWN).get(0).held())
                .isEqualTo(shared("ten", ten, 0).held());
    }

    @Test
    void onlyThePeerItselfChangesWhatItHolds() {
        Admission peer = peer(1, whole("ten", ten));
        Admission other = peer(2);
        Refusal wrong = new Refusal.WrongToken(peer.id());

        assertThat(sharing.unshare(peer.id(), other.token(), ten.fileId())).isEqualTo(Answer.refused(wrong));
        assertThat(peers.leave(peer.id(), other.token())).isEqualTo(Answer.refused(wrong));
        assertThat(sharing.unshare(other.id(), other.token(), ten.fileId()))
                .isEqualTo(Answer.refused(new Refusal.FileNotShared(other.id(), ten.fileId())));
        assertThat(swarm.find(ten.fileId(), clock.instant())).isPresent();
    }

    @Test
    void bigSwarmIsSampledHalfSeedsHalfLeeches() {
        for (int port = 1; port <= 20; port++) {
            peer(port, port <= 10 ? whole("ten", ten) : shared("ten", ten, port % 10));
        }

        Set<PeerId> seen = new HashSet<>();
        for (int poll = 0; poll < 50; poll++) {
            List<Source> sample = of(6, Asker.UNKNOWN);
            assertThat(sample).hasSize(6);
            assertThat(sample).filteredOn(source -> source.held().isComplete()).hasSize(3);
            sample.forEach(source -> seen.add(source.peerId()));
        }
        assertThat(seen).as("every peer is handed out to somebody").hasSize(20);
    }

    @Test
    void everyLeechOfABigSwarmIsHandedOutAboutAsOften() {
        for (int port = 1; port <= 124; port++) {
            peer(port, port <= 4 ? whole("ten", ten) : shared("ten", ten, port % 10));
        }

        Map<PeerId, Integer> times = new HashMap<>();
        Set<List<Source>> different = new HashSet<>();
        for (int poll = 0; poll < 600; poll++) {
            List<Source> sample = ofNow(50, Asker.UNKNOWN);
            sample.forEach(source -> times.merge(source.peerId(), 1, Integer::sum));
            different.add(sample);
        }

        double mean = 600 * 46 / 120.0;
        assertThat(times).hasSize(124);
        assertThat(times.values())
                .filteredOn(count -> count == 600)
                .as("the few seeds")
                .hasSize(4);
        assertThat(times.values())
                .filteredOn(count -> count < 600)
                .allSatisfy(count -> assertThat(count / mean).isBetween(0.5, 1.7));
        assertThat(different).as("no two askers hear of the same part").hasSizeGreaterThan(100);
    }

    @Test
    void fewSeedsLeaveTheirRoomToLeeches() {
        peer(1, whole("ten", ten));
        for (int port = 2; port <= 9; port++) {
            peer(port, shared("ten", ten, port));
        }

        assertThat(of(6, Asker.UNKNOWN))
                .hasSize(6)
                .filteredOn(source -> source.held().isComplete())
                .hasSize(1);
    }

    @Test
    void theAskerAndThoseWithNothingAreNoSources() {
        Admission asker = peer(1, whole("ten", ten));
        peer(2, shared("ten", ten));
        Admission other = peer(3, shared("ten", ten, 5));

        assertThat(of(50, new Asker(asker.id(), null, null)))
                .extracting(Source::peerId)
                .containsExactly(other.id());
        assertThat(of(1, new Asker(asker.id(), null, null))).hasSize(1);
    }

    @Test
    void whoSaysWhatItHoldsHearsOnlyOfThoseWhoHaveMore() {
        peer(1, whole("ten", ten));
        Admission more = peer(2, shared("ten", ten, 0, 1, 2));
        peer(3, shared("ten", ten, 0));

        Asker asker = new Asker(null, null, shared("ten", ten, 0, 1).held());
        assertThat(of(50, asker)).extracting(Source::held).allMatch(held -> held.contains(2));
        assertThat(of(50, asker)).hasSize(2).extracting(Source::peerId).contains(more.id());
        assertThat(of(50, new Asker(null, null, whole("ten", ten).held()))).isEmpty();
    }

    @Test
    void halfOfABigSwarmsSampleComesFromTheAskersZone() {
        for (int port = 1; port <= 100; port++) {
            Admission peer = register(
                    new PeerProfile(new Endpoint("http://10.0.0.1:" + port), null, port <= 10 ? "near" : "far"), null);
            sharing.registerFiles(peer.id(), peer.token(), List.of(shared("ten", ten, port % 10)));
        }

        for (int poll = 0; poll < 20; poll++) {
            List<Source> sample = of(8, new Asker(null, "near", null));
            assertThat(sample).hasSize(8).doesNotHaveDuplicates();
            assertThat(sample)
                    .filteredOn(source -> "near".equals(source.zone()))
                    .hasSizeGreaterThanOrEqualTo(4);
        }
        assertThat(of(50, new Asker(null, "near", null)))
                .filteredOn(source -> "far".equals(source.zone()))
                .hasSize(40);
    }

    @Test
    void halfOfTheSeedsAndHalfOfTheOthersAreFromElsewhere() {
        for (int port = 1; port <= 120; port++) {
            Admission peer = register(
                    new PeerProfile(new Endpoint("http://10.0.0.1:" + port), null, port % 100 < 60 ? "near" : "far"),
                    null);
            SharedFile file = port % 2 == 0 ? whole("ten", ten) : shared("ten", ten, port % 10);
            sharing.registerFiles(peer.id(), peer.token(), List.of(file));
        }

        int fromFar = 0;
        for (int poll = 0; poll < 50; poll++) {
            List<Source> sample = of(20, new Asker(null, "near", null));
            assertThat(sample).hasSize(20).doesNotHaveDuplicates();
            for (boolean isSeed : new boolean[] {true, false}) {
                assertThat(sample)
                        .filteredOn(source -> source.held().isComplete() == isSeed)
                        .hasSize(10)
                        .filteredOn(source -> "near".equals(source.zone()))
                        .hasSizeGreaterThanOrEqualTo(5);
            }
            fromFar += (int) sample.stream()
                    .filter(source -> "far".equals(source.zone()))
                    .count();
        }
        assertThat(fromFar).as("zones do not part the swarm").isGreaterThan(50);
    }

    @Test
    void fewLeechesLeaveTheirRoomToSeeds() {
        peer(1, shared("ten", ten, 5));
        for (int port = 2; port <= 9; port++) {
            peer(port, whole("ten", ten));
        }

        assertThat(of(6, Asker.UNKNOWN))
                .hasSize(6)
                .doesNotHaveDuplicates()
                .filteredOn(source -> !source.held().isComplete())
                .hasSize(1);
        assertThat(of(1, Asker.UNKNOWN)).hasSize(1);
    }

    @Test
    void aRegisteredChunkIsSeenByOthersWithinAFractionOfASecond() {
        Admission peer = peer(1, shared("ten", ten, 0));
        assertThat(of(50, Asker.UNKNOWN).get(0).held().size()).isOne();

        sharing.registerChunks(peer.id(), peer.token(), ten.fileId(), 4);
        clock.pass(SwarmSnapshots.AGE_MAX.minusMillis(1));
        assertThat(sources.of(ten.fileId(), 50, Asker.UNKNOWN)
                        .orElseThrow()
                        .get(0)
                        .source()
                        .held()
                        .size())
                .as("the swarm is not looked at again so soon")
                .isOne();
        clock.pass(Duration.ofMillis(1));
        assertThat(sources.of(ten.fileId(), 50, Asker.UNKNOWN)
                        .orElseThrow()
                        .get(0)
                        .source()
                        .held()
                        .size())
                .isEqualTo(2);
    }

    @Test
    void chunksNameTheirHolders() {
        for (int port = 1; port <= 12; port++) {
            peer(port, port == 1 ? shared("ten", ten, 9) : whole("ten", ten));
        }

        Sources.HeldChunks last = sources.chunks(ten.fileId(), 8, 100).orElseThrow();

        assertThat(last.chunks()).extracting(Sources.HeldChunk::index).containsExactly(8, 9);
        assertThat(last.chunks()).extracting(Sources.HeldChunk::holders).containsExactly(11L, 12L);
        assertThat(last.chunks()).allSatisfy(chunk -> assertThat(chunk.named()).hasSize(Sources.HOLDERS_NAMED_MAX));
        assertThat(sources.chunks(ten.fileId(), 10, 1).orElseThrow().chunks()).isEmpty();
    }
}
