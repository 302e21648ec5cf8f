package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.net.AddressScope;
import io.rangeswarm.model.net.Exposure;
import io.rangeswarm.tracker.core.swarm.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Which endpoints a caller may name. All peers will call what is registered, so nobody may name a third party's address,
 * unless he is trusted to: then a swarm would do his shooting.
 *
 * <p>Safe for many threads; at most {@link #LOOKUPS_MAX} of them wait for a name at a time.
 */
public final class NamedEndpoints {

    private static final int LOOKUPS_MAX = 8;

    private static final Pattern IPV4 = Pattern.compile("[0-9.]+");

    private final Semaphore lookups = new Semaphore(LOOKUPS_MAX);
    private final boolean anyHost;

    private NamedEndpoints(boolean anyHost) {
        this.anyHost = anyHost;
    }

    /** Where callers are trusted: any but those at which no peer can be. */
    public static NamedEndpoints ofAnyHost() {
        return new NamedEndpoints(true);
    }

    /**
     * Where they are not: those at the address they call from. On the tracker's own machine that is any of its addresses.
     */
    public static NamedEndpoints ofTheCaller() {
        return new NamedEndpoints(false);
    }

    /**
     * Looks a name up, if it is one.
     *
     * @param callerAddress as the network stack writes it
     * @throws RefusedCall when the caller may not name this endpoint
     */
    void require(Endpoint endpoint, String callerAddress) {
        String host = endpoint.host();
        boolean isLiteral = host.startsWith("[") || IPV4.matcher(host).matches();
        if (isLiteral) {
            requireOneOf(new InetAddress[] {literal(host)}, endpoint, callerAddress);
        } else if (!anyHost) {
            requireOneOf(lookUp(host), endpoint, callerAddress);
        }
    }

    private void requireOneOf(InetAddress[] addresses, Endpoint endpoint, String callerAddress) {
        if (Arrays.stream(addresses).anyMatch(address -> AddressScope.of(address) == AddressScope.NONE)) {
            throw refused(endpoint, "no peer can be there");
        }
        InetAddress caller = literal(callerAddress);
        if (!anyHost && Arrays.stream(addresses).noneMatch(address -> isThe(caller, address))) {
            throw refused(
                    endpoint,
                    "its host is not " + callerAddress
                            + ", from where you call; send only the port, or show the access token");
        }
    }

    private static boolean isThe(InetAddress caller, InetAddress named) {
        return named.equals(caller) || (Exposure.isOwn(caller) && Exposure.isOwn(named));
    }

    private static RefusedCall refused(Endpoint endpoint, String why) {
        return new RefusedCall(ProblemType.FORBIDDEN, "endpoint: " + endpoint + " cannot be registered: " + why);
    }

    private InetAddress[] lookUp(String host) {
        if (!lookups.tryAcquire()) {
            throw new RefusedCall(
                    ProblemType.UNAVAILABLE,
                    "too many names of endpoints are being looked up; try again, or send only the port");
        }
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException unknown) {
            throw new RefusedCall(ProblemType.FORBIDDEN, "endpoint: there is no host " + host);
        } finally {
            lookups.release();
        }
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address); // nothing is looked up
        } catch (UnknownHostException noAddress) {
            throw new InvalidRequest("endpoint", "endpoint: " + address + " is no address");
        }
    }
}
