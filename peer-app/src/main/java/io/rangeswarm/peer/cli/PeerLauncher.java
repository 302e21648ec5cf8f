package io.rangeswarm.peer.cli;

import java.util.Map;

/** Starts the long-running peer. */
public interface PeerLauncher {

    /**
     * Starts a peer and returns once it serves; it then lives until it is terminated.
     *
     * @param options by their names in application.yml, what the command line says
     * @param portAskedFor whether a port was named; otherwise the next free one is taken when it is in use
     * @return an exit code
     */
    int launch(Map<String, String> options, boolean portAskedFor);
}
