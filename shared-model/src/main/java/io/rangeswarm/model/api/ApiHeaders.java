package io.rangeswarm.model.api;

/** The headers of our own. */
public final class ApiHeaders {

    /**
     * Tells the peers at one address apart: 1 to {@link #PEER_LENGTH_MAX} visible ASCII characters that a process makes
     * up when it starts. Nobody checks it, so it only ever divides what its address would get.
     */
    public static final String PEER = "Rangeswarm-Peer";

    public static final int PEER_LENGTH_MAX = 64;

    private ApiHeaders() {}
}
