package io.rangeswarm.model.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** From where an address can be reached, by the registries of special addresses (RFC 6890, 4193, 4291). */
public enum AddressScope {
    /** This machine itself. */
    LOOPBACK,
    /** Private networks, carriers' shared ones (RFC 6598), the link, and what is kept for examples and measurements. */
    PRIVATE,
    /** Everywhere. */
    PUBLIC,
    /** Where no peer can be, and harm could be done: clouds' metadata, groups, the unspecified address, what is reserved. */
    NONE;

    /** Where clouds tell a machine its own secrets: in link-local and private ranges, so they have to be named. */
    private static final Set<InetAddress> METADATA = Set.of(
            literal("169.254.169.254"), literal("fd00:ec2::254"), literal("169.254.170.2"), literal("100.100.100.200"));

    /** By their first three bytes: IETF's own, and three for examples (RFC 5737). */
    private static final Set<Integer> NOT_ROUTED = Set.of(0xc00000, 0xc00002, 0xc63364, 0xcb0071);

    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[.*]");

    /** Likewise of a URL's host, an IPv6 address in brackets; empty for a name. What is no address is {@link #NONE}. */
    public static Optional<AddressScope> ofLiteral(String host) {
        if (!LITERAL.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(InetAddress.getByName(host))); // nothing is looked up
        } catch (UnknownHostException noAddress) {
            return Optional.of(NONE);
        }
    }

    /** Of an address. */
    public static AddressScope of(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || METADATA.contains(address)) {
            return NONE;
        }
        if (address.isSiteLocalAddress() || address.isLinkLocalAddress()) {
            return PRIVATE;
        }
        return address instanceof Inet6Address six ? ofIpv6(six.getAddress()) : ofIpv4(address.getAddress());
    }

    /**
     * 0/8 is this network, 100.64/10 shared by a carrier's customers, 198.18/15 for measurements, 240/4 reserved, and the
     * last one broadcast.
     */
    private static AddressScope ofIpv4(byte[] address) {
        int first = address[0] & 0xff;
        int second = address[1] & 0xff;
        if (first == 0 || first >= 240) {
            return NONE;
        }
        boolean shared = first == 100 && (second & 0xc0) == 64;
        boolean measuring = first == 198 && (second & 0xfe) == 18;
        boolean notRouted = NOT_ROUTED.contains((first << 16) | (second << 8) | (address[2] & 0xff));
        return shared || measuring || notRouted ? PRIVATE : PUBLIC;
    }

    /**
     * fc00::/7 is private, which Java's site-local does not mean, and 2001:db8::/32 for examples (RFC 3849); in 64:ff9b::/96
     * and 2002::/16 hides an IPv4 address.
     */
    private static AddressScope ofIpv6(byte[] address) {
        boolean example = address[0] == 0x20 && address[1] == 1 && address[2] == 0x0d && (address[3] & 0xff) == 0xb8;
        if ((address[0] & 0xfe) == 0xfc || example) {
            return PRIVATE;
        }
        boolean translated =
                address[0] == 0 && address[1] == 0x64 && (address[2] & 0xff) == 0xff && (address[3] & 0xff) == 0x9b;
        boolean sixToFour = address[0] == 0x20 && address[1] == 0x02;
        boolean compatible = isZero(address, 0, 12);
        if (translated || sixToFour || compatible) {
            int at = sixToFour ? 2 : 12;
            return of(embedded(address, at));
        }
        return PUBLIC;
    }

    private static boolean isZero(byte[] address, int from, int to) {
        for (int i = from; i < to; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress embedded(byte[] address, int at) {
        byte[] four = {address[at], address[at + 1], address[at + 2], address[at + 3]};
        try {
            return Inet4Address.getByAddress(four);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address); // nothing is looked up
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(address + " is an address", impossible);
        }
    }
}
