package io.rangeswarm.tracker.core.watch;

import static io.rangeswarm.tracker.core.swarm.Samples.hash;
import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static io.rangeswarm.tracker.core.swarm.Samples.peer;
import static io.rangeswarm.tracker.core.swarm.Samples.profile;
import static io.rangeswarm.tracker.core.swarm.Samples.shared;
import static io.rangeswarm.tracker.core.swarm.Samples.token;
import static io.rangeswarm.tracker.core.swarm.Samples.whole;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.TestClock;
import io.rangeswarm.tracker.core.swarm.MemorySwarm;
import io.rangeswarm.tracker.core.swarm.SharedFile;
import io.rangeswarm.tracker.core.swarm.Transferred;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WatchesTest {

    private static final double MIB = 1 << 20;
    private static final Offset<Double> ABOUT = within(0.01);

    private final TestClock clock = new TestClock();
    private final MemorySwarm swarm = new MemorySwarm();
    private final Watches watches = new Watches(swarm, swarm, clock);
    private final Manifest hundred = manifest(100, "hundred");

    private void add(int number, SharedFile file) {
        swarm.change(changes -> {
            changes.addPeer(
                    peer(number),
                    token(number).hash(),
                    profile(9000 + number),
                    clock.instant().plusSeconds(10_000));
            changes.putHoldings(peer(number), List.of(file));
            return number;
        });
    }

    private void holds(int number, int chunks) {
        ChunkSet held = ChunkSet.of(100, IntStream.range(0, chunks).toArray());
        swarm.change(changes -> {
            changes.updateHolding(peer(number), hundred.fileId(), held);
            return number;
        });
    }

    private void says(int number, long uploaded) {
        swarm.change(changes -> changes.renew(
                peer(number),
                token(number).hash(),
                clock.instant(),
                clock.instant().plusSeconds(10_000),
                new Transferred(uploaded, 0)));
    }

    private SwarmLook lookAfter(int seconds) {
        clock.pass(Duration.ofSeconds(seconds));
        return watches.look(hundred.fileId()).orElseThrow();
    }

    private static PeerRates rates(SwarmLook look, int number) {
        return look.peers().stream()
                .filter(watched -> watched.holder().peerId().equals(peer(number)))
                .findFirst()
                .orElseThrow()
                .rates();
    }

    @Test
    void aFileThatNobodySharesIsNotThere() {
        assertThat(watches.look(hundred.fileId())).isEmpty();
    }

    @Test
    void aLeechesRateIsWhatItCameToHoldInTheLastTenSeconds() {
        add(1, whole("hundred", hundred));
        add(2, shared("hundred", hundred));
        assertThat(rates(lookAfter(0), 2).fetching()).isNull();

        for (int second = 1; second <= 20; second++) {
            holds(2, second <= 10 ? second : 10 + 2 * (second - 10));
            lookAfter(1);
        }

        SwarmLook look = lookAfter(0);
        assertThat(rates(look, 2).fetching()).isCloseTo(2 * MIB, ABOUT);
        assertThat(rates(look, 1).fetching()).isZero();
        assertThat(look.fetchedPerSecond()).isCloseTo(2 * MIB, ABOUT);
        assertThat(look.past()).hasSize(21);
        assertThat(look.past().get(20).heldBytes()).isEqualTo(130L << 20);
    }

    @Test
    void whoAsksAgainWithinASecondSeesTheSame() {
        add(1, whole("hundred", hundred));
        SwarmLook look = lookAfter(0);

        clock.pass(Duration.ofMillis(900));
        assertThat(watches.look(hundred.fileId())).containsSame(look);
        clock.pass(Duration.ofMillis(200));
        assertThat(watches.look(hundred.fileId()).orElseThrow()).isNotSameAs(look);
    }

    @Test
    void theLastMachineIsDoneWhenTheSlowestToGoIs() {
        add(1, whole("hundred", hundred));
        add(2, shared("hundred", hundred));
        add(3, shared("hundred", hundred));
        add(4, shared("hundred", hundred, 7));
        lookAfter(0);

        holds(2, 50);
        holds(3, 20);
        Forecast forecast = lookAfter(10).forecast();

        assertThat(requireNonNull(forecast.lastDoneSeconds())).isCloseTo(80 / 2.0, ABOUT);
        assertThat(forecast.lastPeer()).isEqualTo(peer(3).toString());
        assertThat(forecast.standing()).isOne();
    }

    @Test
    void whoWasSeenForAMomentOnlyIsNotSaidToStand() {
        add(1, whole("hundred", hundred));
        add(2, shared("hundred", hundred));
        lookAfter(0);

        assertThat(lookAfter(4).forecast()).isEqualTo(new Forecast(null, null, 0, null));
        assertThat(lookAfter(2).forecast()).isEqualTo(new Forecast(null, null, 1, null));
    }

    @Test
    void sendingIsKnownAfterTwoHeartbeatsThatSayMore() {
        add(1, whole("hundred", hundred));
        says(1, 1000);
        assertThat(rates(lookAfter(0), 1).sending()).isNull();
        says(1, 5000); // since when is not known
        assertThat(rates(lookAfter(3), 1).sending()).isNull();

        says(1, 25_000);
        assertThat(rates(lookAfter(10), 1).sending()).isEqualTo(2000.0);
        assertThat(rates(lookAfter(5), 1).sending()).isEqualTo(2000.0);
        assertThat(rates(lookAfter(40), 1).sending()).isZero();
        assertThat(rates(lookAfter(0), 1).sendingMost()).isEqualTo(2000.0);
    }

    @Test
    void aPeerThatBeganAnewIsNotCountedBackwards() {
        add(1, whole("hundred", hundred));
        add(2, shared("hundred", hundred));
        says(1, 50_000);
        lookAfter(0);
        holds(2, 50);
        lookAfter(10);

        holds(2, 1);
        says(1, 10);
        SwarmLook look = lookAfter(10);

        assertThat(rates(look, 2).fetching()).isNull();
        assertThat(rates(look, 1).sending()).isNull();
    }

    @Test
    void theSeedsUplinkIsTheBottleneckWhileItHasToSendWhatNobodyElseHolds() {
        add(1, whole("hundred", hundred));
        add(2, shared("hundred", hundred));
        add(3, shared("hundred", hundred));
        seedSends(10 * (1 << 20)); // 1 MiB a second
        holds(2, 20);
        holds(3, 20);

        FluidBound bound = requireNonNull(lookAfter(10).forecast().bound());

        assertThat(bound.bottleneck()).isEqualTo(Bottleneck.SEED_UPLINK);
        assertThat(bound.seconds()).isCloseTo(80, ABOUT);
    }

    private void seedSends(long bytes) {
        for (int beat = 1; beat <= 3; beat++) {
            says(1, beat * bytes);
            lookAfter(10);
        }
    }

    @Test
    void allUplinksAreTheBottleneckWhenNeitherSeedsNorOneMachineAre() {
        add(1, whole("hundred", hundred));
        for (int number = 2; number <= 5; number++) {
            add(number, shared("hundred", hundred));
        }
        lookAfter(0);
        holds(2, 20);
        holds(3, 20);

        FluidBound bound = requireNonNull(lookAfter(10).forecast().bound());

        assertThat(bound.bottleneck()).isEqualTo(Bottleneck.SWARM_UPLINK);
        assertThat(bound.seconds()).isCloseTo((80 + 80 + 100 + 100) / 4.0, ABOUT);
    }

    @Test
    void aMachineFarSlowerThanTheOthersIsTheBottleneck() {
        add(1, whole("hundred", hundred));
        for (int number = 2; number <= 5; number++) {
            add(number, shared("hundred", hundred));
        }
        lookAfter(0);
        holds(2, 60);
        holds(3, 60);
        holds(4, 60);
        holds(5, 2);

        FluidBound bound = requireNonNull(lookAfter(10).forecast().bound());

        assertThat(bound.bottleneck()).isEqualTo(Bottleneck.SLOWEST_DOWNLINK);
        assertThat(bound.seconds()).isCloseTo(98 / 0.2, ABOUT);
    }

    @Test
    void aSwarmWithoutLeechesHasNoForecast() {
        add(1, whole("hundred", hundred));
        lookAfter(0);

        assertThat(lookAfter(10).forecast()).isEqualTo(new Forecast(null, null, 0, null));
    }

    @Test
    void aBigSwarmIsShownInPartAndAlwaysTheSamePart() {
        List<Sha256> hashes = Collections.nCopies(ChunkLayout.CHUNK_COUNT_MAX, hash("chunk"));
        Manifest big = Manifest.of(new ChunkLayout(ChunkLayout.LENGTH_MAX), hash("big"), hashes);
        for (int number = 1; number <= 300; number++) {
            add(number, number <= 100 ? whole("big", big) : shared("big", big, number));
        }

        SwarmLook look = watches.look(big.fileId()).orElseThrow();
        assertThat(look.peers()).hasSize(128);
        assertThat(look.file().leeches()).isEqualTo(200);
        clock.pass(Duration.ofSeconds(40));
        assertThat(watches.look(big.fileId()).orElseThrow().peers())
                .extracting(peer -> peer.holder().peerId())
                .containsExactlyElementsOf(look.peers().stream()
                        .map(peer -> peer.holder().peerId())
                        .toList());
    }

    @Test
    void thePastIsKeptWholeInFewerAndFewerMoments() {
        add(1, whole("hundred", hundred));
        SwarmLook look = lookAfter(0);
        for (int second = 0; second < 2000; second++) {
            look = lookAfter(1);
        }

        assertThat(look.past()).hasSizeBetween(Past.MOMENTS_MAX / 2, Past.MOMENTS_MAX);
        assertThat(Duration.between(look.past().get(0).at(), look.at())).isEqualTo(Duration.ofSeconds(2000));
    }

    @Test
    void manyWatchedFilesCostNoMoreMemoryThanAFew() {
        for (int number = 1; number <= 2 * Watches.WATCHES_MAX; number++) {
            Manifest other = manifest(1, "file " + number);
            add(number, whole("file " + number, other));
            assertThat(watches.look(other.fileId())).isPresent();
        }
        assertThat(watches.watched()).isEqualTo(Watches.WATCHES_MAX);
    }
}
