package io.rangeswarm.tracker.web;

import io.rangeswarm.tracker.core.swarm.PeerToken;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who calls: the bearer token (RFC 6750 §2.1) of an {@code Authorization} header. */
final class Callers {

    private static final String SCHEME = "Bearer ";

    private static final int IPV6_NETWORK_GROUPS = 4;

    private Callers() {}

    /** The token, if there is one that could be ours. */
    static Optional<PeerToken> token(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new PeerToken(authorization.substring(SCHEME.length()).strip()));
        } catch (IllegalArgumentException noToken) {
            return Optional.empty();
        }
    }

    /** The address; of IPv6 the first 64 bits, because whoever has one address there has all that begin with them. */
    static String network(String address) {
        int groups = 0;
        for (int at = address.indexOf(':'); at >= 0; at = address.indexOf(':', at + 1)) {
            groups++;
            if (groups == IPV6_NETWORK_GROUPS) {
                return address.substring(0, at);
            }
        }
        return address;
    }

    /** The token. @throws RefusedCall 401 when there is none */
    static PeerToken requiredToken(@Nullable String authorization) {
        return token(authorization)
                .orElseThrow(() -> RefusedCall.unauthorized(
                        "send the token that this peer got when it registered: 'Authorization: Bearer TOKEN'"));
    }
}
