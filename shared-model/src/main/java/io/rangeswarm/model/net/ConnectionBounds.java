package io.rangeswarm.model.net;

/** How many connections a server's heap can bear, so that strangers who open them by the thousand do not fill it. */
public final class ConnectionBounds {

    /** Bytes of heap for each connection: several times what Tomcat keeps for one, some 5 KB, with TLS some 100 KB. */
    private static final long PLAIN = 16 << 10;

    private static final long ENCRYPTED = 256 << 10;

    /** For each half-said call, for which Tomcat keeps some 30 KB. */
    private static final long HALF_SAID = 256 << 10;

    private static final int MIN = 64;

    private ConnectionBounds() {}

    /**
     * Connections at a time.
     *
     * @param wanted how many there may be if memory is no matter
     * @param heap its limit, in bytes
     */
    public static int connections(int wanted, long heap, boolean encrypted) {
        return Math.min(wanted, fitting(heap, encrypted ? ENCRYPTED : PLAIN));
    }

    /**
     * Of these, connections on which a call has begun and its head has not all come.
     *
     * @param heap its limit, in bytes
     */
    public static int halfSaidCalls(long heap) {
        return fitting(heap, HALF_SAID);
    }

    private static int fitting(long heap, long each) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(MIN, heap / each));
    }
}
