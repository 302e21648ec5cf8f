package io.rangeswarm.simulation;

/** What a peer is like. */
enum Kind {
    HONEST,
    /** Has a tenth of the others' uplink. */
    SLOW,
    /** Says that it holds everything and sends wrong bytes. */
    LIAR,
    /** Says that it holds everything and never answers a request. */
    SILENT,
    /** Honest until it is gone. */
    VANISHING;

    /** Whether it should end with the whole file. */
    boolean shouldEnd() {
        return this == HONEST || this == SLOW;
    }

    boolean fetches() {
        return this != LIAR && this != SILENT;
    }
}
