package io.rangeswarm.peer.wiring;

import org.springframework.boot.logging.LoggingSystem;

/** The one-shot commands log nothing, and do not load a logging library to do so: that takes half a second. */
public final class QuietLogging {

    /** System properties of SLF4J, which looks at them when the first logger is asked for. */
    private static final String PROVIDER = "slf4j.provider";

    private static final String VERBOSITY = "slf4j.internal.verbosity";

    private QuietLogging() {}

    /** Drops what is logged, for good if a logger is asked for before {@link #springTakesOver}. */
    public static void untilSpringTakesOver() {
        System.setProperty(PROVIDER, "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty(VERBOSITY, "WARN"); // it would tell on stderr what it was told here
    }

    /** From now on Spring's logging library is the one; it stays silent until the options have been read. */
    static void springTakesOver() {
        System.clearProperty(PROVIDER);
        LoggingSystem.get(QuietLogging.class.getClassLoader()).beforeInitialize();
    }
}
