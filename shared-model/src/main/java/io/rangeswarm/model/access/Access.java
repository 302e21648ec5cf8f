package io.rangeswarm.model.access;

import java.time.InstantSource;
import java.util.Optional;

/**
 * What an app was told of its access token.
 *
 * @param token that it shows to others; empty when the swarm is open
 * @param gate who may call it; empty when everybody may
 * @param links what it hands out to clients of all kinds
 */
public record Access(Optional<AccessToken> token, Optional<AccessGate> gate, FileLinks links) {

    /** Where everybody may call. */
    public static Access open() {
        return new Access(Optional.empty(), Optional.empty(), FileLinks.plain());
    }

    /**
     * What the options say.
     *
     * @throws UnusableOption when a token is named that cannot be read, or is none
     */
    public static Access by(AccessOptions options, InstantSource clock) {
        return options.read()
                .map(token -> {
                    LinkSigner signer = new LinkSigner(token, options.linkLifetime(), clock);
                    return new Access(
                            Optional.of(token), Optional.of(new AccessGate(token, signer)), FileLinks.signedBy(signer));
                })
                .orElseGet(Access::open);
    }
}
