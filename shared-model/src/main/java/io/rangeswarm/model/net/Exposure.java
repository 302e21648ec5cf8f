package io.rangeswarm.model.net;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** Whether strangers can reach what listens on this machine. */
public final class Exposure {

    private Exposure() {}

    /**
     * Whether a server has an address that is neither of loopback nor private. What a router or a firewall makes of that
     * cannot be seen from here.
     *
     * @param bound the address it listens on; null or the unspecified one for all that this machine has
     */
    public static boolean isPublic(@Nullable InetAddress bound) {
        if (bound != null && !bound.isAnyLocalAddress()) {
            return AddressScope.of(bound) == AddressScope.PUBLIC;
        }
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(own -> AddressScope.of(own) == AddressScope.PUBLIC);
        } catch (SocketException unknown) {
            return false;
        }
    }

    /** Whether this is an address of this very machine. */
    public static boolean isOwn(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }
}
