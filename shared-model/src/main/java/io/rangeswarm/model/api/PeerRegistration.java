package io.rangeswarm.model.api;

import org.jspecify.annotations.Nullable;

/**
 * What a peer says of itself: {@code {"endpoint":"http://10.0.0.7:9090"}} or {@code {"port":9090}}, exactly one of them.
 *
 * @param endpoint where other peers reach it: {@code http://host:port}, or https
 * @param port 1 to 65535; the host is then the caller's address
 * @param name for people, at most 100 characters
 * @param zone a label of where it is ("rack-12"), at most 100 characters; peers of one zone are near each other
 * @param scheme of the endpoint that is made of the port: {@code http}, which is meant when it is null, or {@code https}
 * @param proof 32 hex digits by which the peer can show that the endpoint is its own; null when nobody is to look
 */
public record PeerRegistration(
        @Nullable String endpoint,
        @Nullable Integer port,
        @Nullable String name,
        @Nullable String zone,
        @Nullable String scheme,
        @Nullable String proof) {

    /** Of a peer that answers by plain HTTP, or says so in its endpoint. */
    public PeerRegistration(
            @Nullable String endpoint, @Nullable Integer port, @Nullable String name, @Nullable String zone) {
        this(endpoint, port, name, zone, null, null);
    }
}
