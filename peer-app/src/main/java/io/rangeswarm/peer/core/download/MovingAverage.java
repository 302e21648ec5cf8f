package io.rangeswarm.peer.core.download;

/**
 * An exponentially weighted average that is the plain mean of the first few samples, not drawn towards 0 by having
 * started there (the bias correction of Kingma and Ba, "Adam", 2015, section 3). Not safe for many threads.
 */
final class MovingAverage {

    private final double newestWeight;
    private double sum;
    private double weights; // of all samples together; comes near 1

    /** @param newestWeight what the newest sample counts in the long run, above 0 and at most 1 */
    MovingAverage(double newestWeight) {
        this.newestWeight = newestWeight;
    }

    void add(double sample) {
        sum += newestWeight * (sample - sum);
        weights += newestWeight * (1 - weights);
    }

    /** 0 before the first sample. */
    double value() {
        return weights == 0 ? 0 : sum / weights;
    }
}
