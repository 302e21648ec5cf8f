package io.rangeswarm.peer.okhttp;

import io.rangeswarm.model.access.AccessToken;
import io.rangeswarm.model.access.TlsClient;
import java.time.Duration;
import java.util.Optional;

/**
 * What all clients of a process have in common.
 *
 * @param stallTimeout silence of so long ends a call
 * @param token that is shown with every call, to trackers and peers; empty where the swarm is open
 * @param tls how https is spoken; empty where it is not
 */
public record ClientSetup(Duration stallTimeout, Optional<AccessToken> token, Optional<TlsClient> tls) {

    /** For an open swarm. */
    public ClientSetup(Duration stallTimeout) {
        this(stallTimeout, Optional.empty(), Optional.empty());
    }
}
