package io.rangeswarm.peer.cli;

/**
 * An option as it would count if a peer were started now.
 *
 * @param name in full, such as {@code rangeswarm.peer.share}
 * @param value as it was written; empty where there is none
 * @param from where it was written: a file and line, a variable's name, the command line
 */
public record ConfiguredOption(String name, String value, String from) {

    /** What is written in the jar. */
    public static final String DEFAULT = "default";

    boolean isDefault() {
        return from.equals(DEFAULT);
    }
}
