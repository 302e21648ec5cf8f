package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.peer.core.download.SwarmSimulation.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SwarmSimulationTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyHonestPeerEndsWithTheRightBytesAmongLostSlowAndLyingOnes(long seed) {
        List<Kind> kinds = new ArrayList<>();
        kinds.addAll(Collections.nCopies(71, Kind.HONEST));
        kinds.addAll(Collections.nCopies(8, Kind.SLOW));
        kinds.addAll(Collections.nCopies(8, Kind.LIAR));
        kinds.addAll(Collections.nCopies(3, Kind.SILENT));
        kinds.addAll(Collections.nCopies(9, Kind.VANISHING));
        SwarmSimulation swarm = new SwarmSimulation(seed, kinds);
        assertThat(swarm.peers).hasSize(100);

        SwarmSimulation.Outcome outcome = swarm.run();

        print("mixed, 100 peers", seed, outcome);
        assertEveryHonestPeerHasTheFile(swarm, seed);
        assertThatLiarsAreBannedAndNobodyElse(swarm, seed);
        assertThat(outcome.lies()).as("seed %d", seed).isPositive();
        assertThat(outcome.lastSeconds()).as("seed %d", seed).isLessThan(6 * outcome.boundSeconds());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void amongHonestPeersNobodyIsStruckAndTheSeedIsSpared(long seed) {
        SwarmSimulation swarm = new SwarmSimulation(seed, Collections.nCopies(16, Kind.HONEST));

        SwarmSimulation.Outcome outcome = swarm.run();

        print("honest, 17 peers", seed, outcome);
        assertEveryHonestPeerHasTheFile(swarm, seed);
        assertThat(outcome.lies()).isZero();
        assertThat(outcome.lastSeconds()).as("seed %d", seed).isLessThan(4 * outcome.boundSeconds());
        assertThat(outcome.seedSentFiles()).as("of 16 copies, seed %d", seed).isLessThan(8);
    }

    private static void assertEveryHonestPeerHasTheFile(SwarmSimulation swarm, long seed) {
        for (SimulatedPeer peer : swarm.peers) {
            if (peer.shouldEnd() && peer != swarm.peers.get(0)) {
                assertThat(peer.store.held().isComplete())
                        .as("seed %d, %s", seed, peer.endpoint)
                        .isTrue();
                for (int index = 0; index < swarm.manifest.layout().chunkCount(); index++) {
                    assertThat(peer.store.content(index)).contains(SwarmSimulation.rightBytes(index));
                }
            }
        }
    }

    private static void assertThatLiarsAreBannedAndNobodyElse(SwarmSimulation swarm, long seed) {
        Map<String, SimulatedPeer> byUrl =
                swarm.peers.stream().collect(Collectors.toMap(peer -> peer.endpoint.url(), Function.identity()));
        for (SimulatedPeer peer : swarm.peers) {
            for (SourceReport source : peer.sources()) {
                SimulatedPeer other = byUrl.getOrDefault(source.endpoint(), peer);
                int lies = peer.liesHeardFrom(other);
                assertThat(source.strikes()).as("seed %d", seed).isEqualTo(lies);
                assertThat(source.banned()).as("seed %d", seed).isEqualTo(lies >= SourceHealth.STRIKES_MAX);
                assertThat(lies == 0 || other.kind == Kind.LIAR)
                        .as("seed %d: %s", seed, other.kind)
                        .isTrue();
            }
        }
    }

    /** For whoever tunes the policy. */
    private static void print(String what, long seed, SwarmSimulation.Outcome outcome) {
        System.out.printf(
                Locale.ROOT,
                "simulation: %s, seed %d: last peer %.1f s = %.2f x the fluid bound, the seed sent %.2f files, %d lies%n",
                what,
                seed,
                outcome.lastSeconds(),
                outcome.lastSeconds() / outcome.boundSeconds(),
                outcome.seedSentFiles(),
                outcome.lies());
    }
}
