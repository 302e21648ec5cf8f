package io.rangeswarm.simulation;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The peers that asked one for news, as the real one remembers them to tell others of. */
final class Askers {

    private static final int REMEMBERED_MAX = 200;
    private static final int TOLD_MAX = 50;

    private final List<PeerEndpoint> remembered = new ArrayList<>();
    private int oldest;

    /** The one that asked longest ago makes room. */
    void remember(PeerEndpoint asker) {
        if (remembered.size() < REMEMBERED_MAX) {
            remembered.add(asker);
        } else {
            remembered.set(oldest, asker);
            oldest = (oldest + 1) % REMEMBERED_MAX;
        }
    }

    /** Some of them, at random; of what they hold nothing is known. */
    Map<PeerEndpoint, ChunkSet> some(RandomGenerator random, ChunkSet noChunks) {
        Map<PeerEndpoint, ChunkSet> some = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(TOLD_MAX, remembered.size()); i++) {
            some.put(remembered.get(random.nextInt(remembered.size())), noChunks);
        }
        return some;
    }
}
