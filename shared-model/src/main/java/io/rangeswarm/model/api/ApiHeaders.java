package io.rangeswarm.model.api;

/** The headers of our own. */
public final class ApiHeaders {

    /**
     * Tells the peers at one address apart: 1 to {@link #PEER_LENGTH_MAX} visible ASCII characters that a process makes
     * up when it starts. Nobody checks it, so it only ever divides what its address would get.
     */
    public static final String PEER = "Rangeswarm-Peer";

    /** In a 503 beside Retry-After, which knows whole seconds only: when a refused request has a chance, in milliseconds. */
    public static final String RETRY_AFTER_MILLIS = "Rangeswarm-Retry-After-Millis";

    /**
     * In a question for locations: the bitfield in base64 of the chunks that the asker holds, so that it is told of no peer
     * from which it could get nothing. At most {@link #HOLDS_LENGTH_MAX} characters: who has a longer one leaves it out.
     */
    public static final String HOLDS = "Rangeswarm-Holds";

    /** The bitfield of 32,768 chunks: all headers together must stay below 8 KiB. */
    public static final int HOLDS_LENGTH_MAX = 5464;

    /** In a request for chunks and its answer: what the two peers have to tell each other, a {@link ChunkNews}. */
    public static final String NEWS = "Rangeswarm-News";

    public static final int PEER_LENGTH_MAX = 64;

    /**
     * In every call that changes something on a peer's own machine, with any value: a form or picture of a foreign web page
     * cannot send it, and its scripts only after asking, which a peer never grants.
     */
    public static final String CONTROL = "Rangeswarm-Control";

    /** What everybody sends in it. */
    public static final String CONTROL_VALUE = "1";

    /**
     * The access token, in every call to a tracker or peer that needs it. Beside {@code Authorization}, in which a peer
     * shows the tracker a token that is its own.
     */
    public static final String ACCESS = "Rangeswarm-Access";

    private ApiHeaders() {}
}
