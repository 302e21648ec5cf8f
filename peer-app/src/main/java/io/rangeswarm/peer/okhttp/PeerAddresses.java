package io.rangeswarm.peer.okhttp;

import io.rangeswarm.model.net.AddressScope;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Dns;

/**
 * What hosts' names stand for. Others name the hosts that a peer calls, so no name leads to where no peer can be, and what
 * a name has once stood for it stands for as long as it is remembered: who owns it cannot have it mean another machine
 * after it was looked at (DNS rebinding). Guarded by this; never held while a name is looked up.
 */
final class PeerAddresses implements Dns {

    private static final int NAMES_MAX = 1000;

    private final Dns system;
    private final Map<String, List<InetAddress>> known = new LinkedHashMap<>();

    PeerAddresses(Dns system) {
        this.system = system;
    }

    @Override
    public List<InetAddress> lookup(String name) throws UnknownHostException {
        synchronized (this) {
            List<InetAddress> before = known.get(name);
            if (before != null) {
                return before;
            }
        }
        List<InetAddress> found = system.lookup(name);
        for (InetAddress address : found) {
            requireCallable(name, AddressScope.of(address));
        }
        synchronized (this) {
            if (known.size() >= NAMES_MAX) {
                known.clear();
            }
            known.putIfAbsent(name, List.copyOf(found));
            return known.getOrDefault(name, found);
        }
    }

    /** For hosts that are addresses, which nobody looks up. */
    static void requireCallable(String host) throws UnknownHostException {
        requireCallable(
                host,
                AddressScope.ofLiteral(host.indexOf(':') < 0 ? host : "[" + host + "]")
                        .orElse(AddressScope.PUBLIC));
    }

    private static void requireCallable(String host, AddressScope scope) throws UnknownHostException {
        if (scope == AddressScope.NONE) {
            throw new UnknownHostException(host + " stands for an address at which no peer can be");
        }
    }
}
