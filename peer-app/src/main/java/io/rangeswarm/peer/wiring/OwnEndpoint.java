package io.rangeswarm.peer.wiring;

import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** Tells this peer's own endpoint among those it hears of: the one it names, or its port at any of its addresses. */
record OwnEndpoint(PeerOptions options, ServedPort port) implements Predicate<PeerEndpoint> {

    @Override
    public boolean test(PeerEndpoint endpoint) {
        if (endpoint.url().equals(options.endpoint())) {
            return true;
        }
        URI uri = URI.create(endpoint.url());
        return uri.getPort() == port.number() && isOnThisMachine(uri.getHost());
    }

    /** Where others reach this peer: the port that it names, else the one it serves on; empty before it serves. */
    OptionalInt servedPort() {
        String named = options.endpoint();
        int number = named == null ? port.number() : URI.create(named).getPort();
        return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static boolean isOnThisMachine(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (UnknownHostException | SocketException elsewhere) {
            return false;
        }
    }
}
