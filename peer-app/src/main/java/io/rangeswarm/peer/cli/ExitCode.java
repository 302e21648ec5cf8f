package io.rangeswarm.peer.cli;

/** What a script learns from a command's end. 130, interrupted and resumable, is the JVM's own answer to SIGINT. */
public final class ExitCode {

    public static final int OK = 0;
    public static final int ERROR = 1;
    public static final int USAGE = 2;
    public static final int NOT_FOUND = 3;
    public static final int TRACKER_UNREACHABLE = 4;
    public static final int NO_SOURCE_IN_TIME = 5;
    public static final int HASH_MISMATCH = 6;
    public static final int DISK_FULL = 9;

    private ExitCode() {}
}
