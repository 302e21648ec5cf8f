package io.rangeswarm.simulation;

import java.util.List;

/**
 * What came of a simulated swarm.
 *
 * @param endsSeconds when each peer that should end did, in order; infinite for one that never did
 * @param seedsSentFiles what the first seeds sent in all, in files
 * @param busyShares how busy the leeches' uplinks were, 0 to 1, in each twentieth of the bound
 */
record Outcome(
        List<Double> endsSeconds,
        double boundSeconds,
        double seedsSentFiles,
        long exchanges,
        long requests,
        long events,
        List<Double> busyShares) {

    double first() {
        return endsSeconds.get(0);
    }

    double median() {
        return endsSeconds.get(endsSeconds.size() / 2);
    }

    double last() {
        return endsSeconds.get(endsSeconds.size() - 1);
    }

    double ratio() {
        return last() / boundSeconds;
    }
}
