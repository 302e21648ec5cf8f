package io.rangeswarm.peer.cli;

import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import picocli.CommandLine.Option;

/** The option by which commands name a peer that runs. */
@SuppressWarnings("NullAway.Init") // picocli sets the field
final class PeerOption {

    private static final int DEFAULT_PORT = 9090;

    @Option(
            names = "--peer",
            paramLabel = "URL",
            defaultValue = "http://localhost:9090",
            description = "the peer; default: ${DEFAULT-VALUE}")
    private String peer;

    /** @throws CommandFailure when what was typed is no endpoint */
    PeerEndpoint endpoint() {
        return TrackerOption.endpoint(peer, DEFAULT_PORT);
    }
}
