package io.rangeswarm.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.peer.core.download.SourceReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SwarmSimulationTest {

    private static final double UPLINK = 8 << 20;
    private static final long RTT = 500_000;
    private static final int STRIKES_MAX = 3;

    private static Scenario scenario(int seeds, List<Kind> leeches, int chunks, long randomSeed) {
        return new Scenario(seeds, leeches, chunks, UPLINK, RTT, 0, Reaction.AT_ONCE, randomSeed);
    }

    private static List<Kind> honest(int count) {
        return Collections.nCopies(count, Kind.HONEST);
    }

    private static SwarmSimulation simulation(Scenario scenario) {
        return new SwarmSimulation(scenario, (seconds, busyShare, awaited) -> {});
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "8, 2", "8, 3", "8, 4", "16, 1", "16, 2", "16, 3", "16, 4"})
    void theLastOfASmallSwarmEndsNearTheBoundAndTheSeedSendsLittleTwice(int leeches, long seed) {
        Outcome outcome = run("honest", scenario(1, honest(leeches), 256, seed));

        assertThat(outcome.ratio()).as("seed %d", seed).isLessThan(1.11);
        assertThat(outcome.seedsSentFiles()).as("seed %d", seed).isLessThan(1.1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void twoSeedsSendDifferentChunksFirst(long seed) {
        Outcome outcome = run("two seeds", scenario(2, honest(16), 256, seed));

        assertThat(outcome.ratio()).as("seed %d", seed).isLessThan(1.15);
    }

    @ParameterizedTest
    @ValueSource(longs = {20_000_000, 50_000_000})
    void aLongWayBetweenPeersCostsLittle(long rttNanos) {
        Outcome outcome = run("far", new Scenario(1, honest(16), 256, UPLINK, rttNanos, 0, Reaction.AT_ONCE, 1));

        assertThat(outcome.ratio()).isLessThan(1.2);
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "8, 2", "16, 1", "16, 2"})
    void whereProcessorsAreShortTheSwarmIsSlowedByLittleMoreThanItsFirstReactions(int leeches, long seed) {
        Reaction slow = new Reaction(50_000_000, 500_000_000);
        Outcome outcome = run("starved", new Scenario(1, honest(leeches), 256, UPLINK, RTT, 0, slow, seed));

        assertThat(outcome.ratio()).as("seed %d", seed).isLessThan(1.27);
        assertThat(outcome.seedsSentFiles())
                .as("a slow receiver is not a lost offer, seed %d", seed)
                .isLessThan(1.15);
        assertThat(outcome.exchanges() / outcome.last() / leeches)
                .as("exchanges per peer and second, seed %d", seed)
                .isLessThan(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void whereChunksComeFastNewsComesForManyAtATime(long seed) {
        Reaction busy = new Reaction(5_000_000, 40_000_000);
        Outcome outcome = run("fast", new Scenario(1, honest(8), 1024, 70_000_000, RTT, 0, busy, seed));

        assertThat(outcome.ratio()).as("seed %d", seed).isLessThan(1.11);
        assertThat(outcome.exchanges() / outcome.last() / 8)
                .as("exchanges per peer and second, seed %d", seed)
                .isLessThan(12);
    }

    @Test
    void aLoneLeechGetsAllThatItsSeedCanSend() {
        Outcome outcome = run("lone", scenario(1, honest(1), 256, 1));

        assertThat(outcome.ratio()).isLessThan(1.02);
        assertThat(outcome.seedsSentFiles()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyHonestPeerEndsAmongLostSlowAndLyingOnes(long seed) {
        List<Kind> kinds = new ArrayList<>(honest(72));
        kinds.addAll(Collections.nCopies(8, Kind.SLOW));
        kinds.addAll(Collections.nCopies(8, Kind.LIAR));
        kinds.addAll(Collections.nCopies(3, Kind.SILENT));
        kinds.addAll(Collections.nCopies(9, Kind.VANISHING));
        SwarmSimulation swarm = simulation(scenario(1, kinds, 64, seed));

        Outcome outcome = swarm.run();

        print("mixed", swarm.scenario, outcome);
        assertThat(outcome.endsSeconds()).as("seed %d", seed).doesNotContain(Double.POSITIVE_INFINITY);
        assertThatLiarsAreBannedAndNobodyElse(swarm, seed);
        assertThat(swarm.peers.stream().mapToInt(SimulatedPeer::liesHeard).sum())
                .isPositive();
        assertThat(outcome.ratio()).as("seed %d", seed).isLessThan(6);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whoeverPretendsToBeASeedDoesNotKeepTheSeedFromSendingEachChunkOnce(long seed) {
        List<Kind> kinds = new ArrayList<>(honest(92));
        kinds.addAll(Collections.nCopies(8, Kind.LIAR));

        Outcome outcome = run("liars", scenario(1, kinds, 64, seed));

        assertThat(outcome.ratio()).as("seed %d", seed).isLessThan(2.1);
    }

    @Test
    void theSameSeedGivesTheSameSwarm() {
        Outcome first = simulation(scenario(1, honest(20), 64, 5)).run();
        Outcome again = simulation(scenario(1, honest(20), 64, 5)).run();
        Outcome other = simulation(scenario(1, honest(20), 64, 6)).run();

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    private static void assertThatLiarsAreBannedAndNobodyElse(SwarmSimulation swarm, long seed) {
        Map<String, SimulatedPeer> byUrl =
                swarm.peers.stream().collect(Collectors.toMap(peer -> peer.endpoint.url(), Function.identity()));
        for (SimulatedPeer peer : swarm.peers) {
            for (SourceReport source : peer.sources()) {
                SimulatedPeer other = byUrl.getOrDefault(source.endpoint(), peer);
                int lies = peer.liesHeardFrom(other);
                assertThat(source.strikes()).as("seed %d", seed).isEqualTo(lies);
                assertThat(source.banned()).as("seed %d", seed).isEqualTo(lies >= STRIKES_MAX);
                assertThat(lies == 0 || other.kind == Kind.LIAR)
                        .as("seed %d: %s", seed, other.kind)
                        .isTrue();
            }
        }
    }

    private static Outcome run(String what, Scenario scenario) {
        Outcome outcome = simulation(scenario).run();
        print(what, scenario, outcome);
        return outcome;
    }

    /** For whoever tunes the policy. */
    private static void print(String what, Scenario scenario, Outcome outcome) {
        System.out.printf(
                Locale.ROOT,
                "simulation: %s, %d leeches, seed %d: last peer %.1f s = %.3f x the fluid bound, seeds sent %.3f files%n",
                what,
                scenario.leeches().size(),
                scenario.randomSeed(),
                outcome.last(),
                outcome.ratio(),
                outcome.seedsSentFiles());
    }
}
