package io.rangeswarm.peer.cli;

import picocli.CommandLine.Option;

/** The option by which commands tell programs what they otherwise tell people. */
final class JsonOption {

    @Option(names = "--json", description = "as JSON, one object a line")
    private boolean wanted;

    boolean isWanted() {
        return wanted;
    }
}
