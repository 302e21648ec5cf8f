package io.rangeswarm.tracker.wiring;

/** Whose endpoints a peer may register, where no access token is needed. */
public enum EndpointRule {
    /** Those at the address it calls from. */
    CALLER,
    /** Anybody's: for measurements, and networks in which everybody is trusted. */
    ANY
}
