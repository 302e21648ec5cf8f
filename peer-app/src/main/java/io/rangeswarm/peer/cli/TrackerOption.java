package io.rangeswarm.peer.cli;

import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Tracker;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option by which every one-shot command names its tracker. */
final class TrackerOption {

    static final int DEFAULT_PORT = 8080;

    @Option(
            names = "--tracker",
            paramLabel = "URL",
            description = "the tracker, or several with commas between them, of which one that works is asked;"
                    + " default: rangeswarm.peer.tracker of application.yml, http://localhost:8080")
    private @Nullable String tracker;

    /** @throws CommandFailure when what was typed is no endpoint */
    Tracker connect(Toolbox toolbox) {
        return toolbox.tracker(typedOrDefault(toolbox));
    }

    /** Likewise, by their addresses. */
    List<PeerEndpoint> typedOrDefault(Toolbox toolbox) {
        return endpoints(tracker == null ? toolbox.defaultTracker() : tracker);
    }

    /** @throws CommandFailure when one of those that were typed is no endpoint */
    static List<PeerEndpoint> endpoints(String typed) {
        return typed(() -> PeerEndpoint.listOfTyped(typed, DEFAULT_PORT), DEFAULT_PORT);
    }

    static PeerEndpoint endpoint(String typed, int defaultPort) {
        return typed(() -> PeerEndpoint.ofTyped(typed, defaultPort), defaultPort);
    }

    private static <T> T typed(Supplier<T> reading, int defaultPort) {
        try {
            return reading.get();
        } catch (IllegalArgumentException malformed) {
            throw new CommandFailure(
                    ExitCode.USAGE, malformed.getMessage() + "; it looks like http://host:" + defaultPort);
        }
    }
}
