package io.rangeswarm.simulation;

import java.util.List;

/**
 * A swarm to simulate.
 *
 * @param seeds count of peers that hold the file from the beginning
 * @param leeches the others, one by one
 * @param chunks of 1 MiB in the file
 * @param uplink bytes per second of every peer's uplink
 * @param rttNanos from a peer to another and back
 * @param arrivalNanos the leeches come within this time, evenly at random
 * @param reaction how long peers take to react to anything that reaches them
 * @param randomSeed all chance comes from it
 */
record Scenario(
        int seeds,
        List<Kind> leeches,
        int chunks,
        double uplink,
        long rttNanos,
        long arrivalNanos,
        Reaction reaction,
        long randomSeed) {

    static final int CHUNK_BYTES = 1 << 20;

    Scenario {
        leeches = List.copyOf(leeches);
    }

    double fileBytes() {
        return (double) chunks * CHUNK_BYTES;
    }

    double uplinkOf(Kind kind) {
        return kind == Kind.SLOW ? uplink / 10 : uplink;
    }

    /**
     * Seconds that no schedule could beat: the seeds must send each byte once, and all uplinks together must send as many
     * files as there are peers that end with one.
     */
    double boundSeconds() {
        double ends = leeches.stream().filter(Kind::shouldEnd).count();
        double uplinks = seeds * uplink
                + leeches.stream()
                        .filter(Kind::shouldEnd)
                        .mapToDouble(this::uplinkOf)
                        .sum();
        return Math.max(fileBytes() / (seeds * uplink), ends * fileBytes() / uplinks);
    }
}
