package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.access.TlsClient;
import io.rangeswarm.model.access.TlsOptions;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.util.List;
import java.util.Optional;

/** Whether clients are to call by TLS: to load what that takes costs 0.2 s, which a command in a plain swarm need not wait for. */
final class ClientTls {

    private ClientTls() {}

    /** Where it is named in the options, or one of these endpoints is https. */
    static Optional<TlsClient> ifNeeded(TlsOptions options, List<PeerEndpoint> called) {
        return options.isNamed() || called.stream().anyMatch(PeerEndpoint::isEncrypted)
                ? Optional.of(TlsClient.by(options))
                : Optional.empty();
    }
}
