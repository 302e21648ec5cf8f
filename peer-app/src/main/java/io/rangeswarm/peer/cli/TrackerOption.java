package io.rangeswarm.peer.cli;

import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Tracker;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option by which every one-shot command names its tracker. */
final class TrackerOption {

    static final int DEFAULT_PORT = 8080;

    @Option(
            names = "--tracker",
            paramLabel = "URL",
            description = "the tracker; default: rangeswarm.peer.tracker of application.yml, http://localhost:8080")
    private @Nullable String tracker;

    /** @throws CommandFailure when what was typed is no endpoint */
    Tracker connect(Toolbox toolbox) {
        return toolbox.tracker(endpoint(tracker == null ? toolbox.defaultTracker() : tracker, DEFAULT_PORT));
    }

    static PeerEndpoint endpoint(String typed, int defaultPort) {
        try {
            return PeerEndpoint.ofTyped(typed, defaultPort);
        } catch (IllegalArgumentException malformed) {
            throw new CommandFailure(
                    ExitCode.USAGE, malformed.getMessage() + "; it looks like http://host:" + defaultPort);
        }
    }
}
