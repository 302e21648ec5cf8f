package io.rangeswarm.tracker.core.swarm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where other peers reach a peer: {@code http://host:port}, or https, and nothing more, so that a path can be appended to it. The
 * host is a name, an IPv4 address or an IPv6 address in brackets.
 */
public record Endpoint(String url) {

    /** Bound of the host in characters: the longest DNS name (RFC 1035 §2.3.4). */
    private static final int HOST_LENGTH_MAX = 253;

    private static final int PORT_MAX = 65_535;

    private static final Pattern FORM = Pattern.compile(
            "https?://(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\\]):(?<port>[0-9]{1,5})");

    /** @throws IllegalArgumentException that says what an endpoint looks like, or which part is out of bounds */
    public Endpoint {
        Matcher parts = FORM.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "an endpoint is http://host:port with no path, query or user, such as http://10.0.0.7:9090");
        }
        if (parts.group("host").length() > HOST_LENGTH_MAX) {
            throw new IllegalArgumentException("an endpoint's host has at most " + HOST_LENGTH_MAX + " characters");
        }
        requirePort(Integer.parseInt(parts.group("port")));
    }

    /**
     * The endpoint at a port of a host's address.
     *
     * @param address as the network stack writes it: IPv6 without brackets, perhaps with a {@code %zone} that means
     *     nothing to other machines
     * @throws IllegalArgumentException for a port outside 1 to 65535
     */
    public static Endpoint of(String address, int port) {
        return of("http", address, port);
    }

    /**
     * The same for peers that answer by TLS.
     *
     * @param scheme http or https
     * @throws IllegalArgumentException for another scheme, or a port outside 1 to 65535
     */
    public static Endpoint of(String scheme, String address, int port) {
        requirePort(port);
        String host = address.replaceFirst("%.*", "");
        return new Endpoint(scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + shortened(host) + "]") + ":" + port);
    }

    /** {@code 0:0:0:0:0:0:0:1} is {@code ::1}: the longest run of zero groups, of two or more, goes (RFC 5952 §4.2). */
    private static String shortened(String ipv6) {
        if (ipv6.contains("::")) {
            return ipv6;
        }
        for (int groups = 8; groups >= 2; groups--) {
            Matcher run =
                    Pattern.compile("(^|:)0(:0){" + (groups - 1) + "}(:|$)").matcher(ipv6);
            if (run.find()) {
                return run.replaceFirst("::");
            }
        }
        return ipv6;
    }

    private static void requirePort(int port) {
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("a port is 1 to " + PORT_MAX + ", not " + port);
        }
    }

    /** 1 to 65535. */
    public int port() {
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    /** A name or an address, an IPv6 one in brackets. */
    public String host() {
        return url.substring(url.indexOf("//") + 2, url.lastIndexOf(':'));
    }

    @Override
    public String toString() {
        return url;
    }
}
