package io.rangeswarm.simulation;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What the real tracker would say: some of the peers that have told it of a chunk, half of them seeds. */
final class SimulatedTracker {

    private static final int LIMIT = 50;

    private final List<SimulatedPeer> peers;
    private final RandomGenerator random;

    SimulatedTracker(List<SimulatedPeer> peers, RandomGenerator random) {
        this.peers = peers;
        this.random = random;
    }

    Map<PeerEndpoint, ChunkSet> locations(SimulatedPeer asker) {
        Map<PeerEndpoint, ChunkSet> answer = new HashMap<>();
        int seeds = 0;
        int start = random.nextInt(peers.size());
        for (int i = 0; i < peers.size() && i < 20 * LIMIT && answer.size() < LIMIT; i++) {
            SimulatedPeer peer = peers.get((start + i) % peers.size());
            ChunkSet registered = peer.registered();
            if (peer == asker || registered.isEmpty() || (registered.isComplete() && seeds >= LIMIT / 2)) {
                continue;
            }
            seeds += registered.isComplete() ? 1 : 0;
            answer.put(peer.endpoint, registered);
        }
        SimulatedPeer first = peers.get(0); // while there is but one seed a sample must not miss it
        if (seeds == 0 && first != asker) {
            answer.put(first.endpoint, first.registered());
        }
        return answer;
    }
}
