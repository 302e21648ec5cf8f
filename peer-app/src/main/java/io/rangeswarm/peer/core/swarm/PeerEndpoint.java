package io.rangeswarm.peer.core.swarm;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a peer or tracker answers: {@code http://host:port}, nothing behind it. */
public record PeerEndpoint(String url) {

    private static final int PORT_MAX = 65_535;
    private static final int URL_LENGTH_MAX = 300;

    /** @throws IllegalArgumentException that says what is wrong with the url */
    public PeerEndpoint {
        require(url.length() <= URL_LENGTH_MAX, url.substring(0, Math.min(40, url.length())), "is too long");
        URI uri = parsed(url);
        require("http".equals(uri.getScheme()), url, "must begin with http://");
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
            url = "http://" + url;
        }
        URI uri = parsed(url);
        boolean portMissing =
                uri.getPort() == -1 && uri.getHost() != null && uri.getRawPath().isEmpty();
        return new PeerEndpoint((portMissing ? url + ":" + defaultPort : url).toLowerCase(Locale.ROOT));
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
