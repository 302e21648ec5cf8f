package io.rangeswarm.model.net;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many connections a server can bear, so that strangers who open them by the thousand fill neither its heap nor what it
 * may open.
 */
public final class ConnectionBounds {

    /** Bytes of heap for each connection: several times what Tomcat keeps for one, some 5 KB, with TLS some 100 KB. */
    private static final long PLAIN = 16 << 10;

    private static final long ENCRYPTED = 256 << 10;

    /** For each half-said call, for which Tomcat keeps some 30 KB. */
    private static final long HALF_SAID = 256 << 10;

    private static final int MIN = 64;

    /** Descriptors: a peer keeps some hundred files open, and asks some hundred others. */
    private static final int FILES_MAX = 4096;

    /** One of so many is kept free: to look for the longest idle costs a look at all, so several go at a time. */
    private static final int SPARE_SHARE = 16;

    private ConnectionBounds() {}

    /**
     * Connections at a time.
     *
     * @param wanted how many there may be if memory is no matter
     * @param heap its limit, in bytes
     * @param descriptors that the process may have open: half of them, but not more than some thousands, are left for
     *     files, and connections of its own
     */
    public static int connections(int wanted, long heap, long descriptors, boolean encrypted) {
        int bearable = fitting(heap, encrypted ? ENCRYPTED : PLAIN);
        int openable = fitting(descriptors - Math.min(descriptors / 2, FILES_MAX), 1);
        return Math.min(wanted, Math.min(bearable, openable));
    }

    /** How many descriptors this process may have open; as good as any number where the system does not tell. */
    public static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    /**
     * Of so many connections, those that are kept free, so that whoever comes next need not wait.
     *
     * @param connections at a time
     */
    public static int spare(int connections) {
        return Math.max(1, connections / SPARE_SHARE);
    }

    /**
     * Of these, connections on which a call has begun and its head has not all come.
     *
     * @param heap its limit, in bytes
     * @param connections at a time: half of them are for others
     */
    public static int halfSaidCalls(long heap, int connections) {
        return Math.max(1, Math.min(fitting(heap, HALF_SAID), connections / 2));
    }

    private static int fitting(long heap, long each) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(MIN, heap / each));
    }
}
