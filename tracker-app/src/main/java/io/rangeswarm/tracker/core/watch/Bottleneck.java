package io.rangeswarm.tracker.core.watch;

/** What keeps a swarm from being done sooner: the largest of the three terms of the fluid bound. */
public enum Bottleneck {
    /** What no leech holds yet has to leave the seeds first. */
    SEED_UPLINK,
    /** One machine takes its bytes more slowly than the others. */
    SLOWEST_DOWNLINK,
    /** All peers together send no faster. */
    SWARM_UPLINK
}
