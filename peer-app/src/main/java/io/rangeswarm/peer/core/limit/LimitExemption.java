package io.rangeswarm.peer.core.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;

/** Whose bytes are not limited, because they do not cross the line that the limits are there for. */
public enum LimitExemption {
    /** Everybody is limited. */
    NONE,
    /** Addresses of the loopback interface: processes on this machine. */
    LOOPBACK,
    /** Those, and the addresses of private networks and of the link (RFC 1918, 3927, 4193, 4291 §2.5.6). */
    PRIVATE;

    /**
     * Reads what people type.
     *
     * @throws IllegalArgumentException that says what would be right
     */
    public static LimitExemption parse(String typed) {
        for (LimitExemption exemption : values()) {
            if (exemption.name().equalsIgnoreCase(typed.strip())) {
                return exemption;
            }
        }
        throw new IllegalArgumentException(
                "'" + typed + "' must be none, loopback or private (which includes loopback)");
    }

    public boolean covers(InetAddress remote) {
        return switch (this) {
            case NONE -> false;
            case LOOPBACK -> remote.isLoopbackAddress();
            case PRIVATE ->
                remote.isLoopbackAddress()
                        || remote.isSiteLocalAddress()
                        || remote.isLinkLocalAddress()
                        || isUniqueLocal(remote);
        };
    }

    /** fc00::/7, which Java's site-local (fec0::/10, long deprecated) does not mean. */
    private static boolean isUniqueLocal(InetAddress remote) {
        return remote instanceof Inet6Address && (remote.getAddress()[0] & 0xfe) == 0xfc;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
