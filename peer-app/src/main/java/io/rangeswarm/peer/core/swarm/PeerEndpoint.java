package io.rangeswarm.peer.core.swarm;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Where a peer or tracker answers: {@code http://host:port} or {@code https://host:port}, nothing behind it. */
public record PeerEndpoint(String url) {

    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";
    private static final int PORT_MAX = 65_535;
    private static final int URL_LENGTH_MAX = 300;
    private static final int LIST_LENGTH_MAX = 16;

    /** The longest runs of zero groups in an IPv6 address first. */
    private static final List<Pattern> ZERO_RUNS = IntStream.iterate(8, groups -> groups >= 2, groups -> groups - 1)
            .mapToObj(groups -> Pattern.compile("(^|:)0(:0){" + (groups - 1) + "}(:|$)"))
            .toList();

    /** @throws IllegalArgumentException that says what is wrong with the url */
    public PeerEndpoint {
        require(url.length() <= URL_LENGTH_MAX, url.substring(0, Math.min(40, url.length())), "is too long");
        URI uri = parsed(url);
        require(url.startsWith(HTTP) || url.startsWith(HTTPS), url, "must begin with http:// or https://");
        require(uri.getHost() != null, url, "must name a host");
        require(uri.getPort() >= 1 && uri.getPort() <= PORT_MAX, url, "must name a port, 1 to 65535");
        require(uri.getRawUserInfo() == null, url, "must not carry a user name");
        require(uri.getRawPath().isEmpty(), url, "must not have a path");
        require(uri.getRawQuery() == null && uri.getRawFragment() == null, url, "must not have a query or fragment");
    }

    /**
     * Reads what a person typed: the scheme may be missing, a slash may stand at the end, and port 8080 is meant where
     * none is given.
     *
     * @throws IllegalArgumentException that says what is wrong with it
     */
    public static PeerEndpoint ofTyped(String text, int defaultPort) {
        String url = text.strip().replaceFirst("/+$", "");
        if (!url.contains("://")) {
            url = HTTP + url;
        }
        URI uri = parsed(url);
        boolean portMissing =
                uri.getPort() == -1 && uri.getHost() != null && uri.getRawPath().isEmpty();
        return new PeerEndpoint((portMissing ? url + ":" + defaultPort : url).toLowerCase(Locale.ROOT));
    }

    /**
     * Reads one or more, with commas between them.
     *
     * @throws IllegalArgumentException that says what is wrong with one of them, or that there are none or too many
     */
    public static List<PeerEndpoint> listOfTyped(String text, int defaultPort) {
        List<PeerEndpoint> endpoints = Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(part -> ofTyped(part, defaultPort))
                .distinct()
                .toList();
        if (endpoints.isEmpty() || endpoints.size() > LIST_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "'" + text + "' has " + endpoints.size() + " endpoints, not 1 to " + LIST_LENGTH_MAX);
        }
        return endpoints;
    }

    /**
     * The endpoint at a port of a host's address, written as the tracker writes it, so that one peer has one endpoint.
     *
     * @param address as the network stack writes it: IPv6 without brackets, perhaps with a {@code %zone} that means
     *     nothing to other machines
     * @throws IllegalArgumentException for a port outside 1 to 65535
     */
    public static PeerEndpoint at(String address, int port) {
        return at("http", address, port);
    }

    /**
     * The same for peers that answer by TLS.
     *
     * @param scheme http or https
     * @throws IllegalArgumentException for another scheme, or a port outside 1 to 65535
     */
    public static PeerEndpoint at(String scheme, String address, int port) {
        int zone = address.indexOf('%');
        String host = zone < 0 ? address : address.substring(0, zone);
        return new PeerEndpoint(
                scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + shortened(host) + "]") + ":" + port);
    }

    /** {@code 0:0:0:0:0:0:0:1} is {@code ::1}: the longest run of zero groups, of two or more, goes (RFC 5952 §4.2). */
    private static String shortened(String ipv6) {
        if (ipv6.contains("::")) {
            return ipv6;
        }
        for (Pattern zeros : ZERO_RUNS) {
            Matcher run = zeros.matcher(ipv6);
            if (run.find()) {
                return run.replaceFirst("::");
            }
        }
        return ipv6;
    }

    /** The host as the url has it: an IPv6 address in brackets. */
    public String host() {
        return url.substring(url.indexOf("//") + 2, url.lastIndexOf(':'));
    }

    /** Whether it is called by TLS. */
    public boolean isEncrypted() {
        return url.startsWith(HTTPS);
    }

    private static URI parsed(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("'" + url + "' is not an endpoint: " + malformed.getReason(), malformed);
        }
    }

    private static void require(boolean holds, String url, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("the endpoint '" + url + "' " + rule);
        }
    }

    @Override
    public String toString() {
        return url;
    }
}
