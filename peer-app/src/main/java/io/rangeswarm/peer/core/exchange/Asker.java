package io.rangeswarm.peer.core.exchange;

import io.rangeswarm.model.api.ApiHeaders;
import java.util.Optional;

/**
 * Whoever calls.
 *
 * @param address the caller's own, of the established connection; never anything that the call says, or a swarm could be
 *     sent against third parties
 * @param name what it calls itself to be told from others at its address, unchecked
 */
public record Asker(String address, Optional<String> name) {

    /** @throws IllegalArgumentException when the name is longer than {@link ApiHeaders#PEER_LENGTH_MAX} */
    public Asker {
        if (name.filter(given -> given.length() > ApiHeaders.PEER_LENGTH_MAX).isPresent()) {
            throw new IllegalArgumentException(
                    ApiHeaders.PEER + ": has at most " + ApiHeaders.PEER_LENGTH_MAX + " characters");
        }
    }
}
