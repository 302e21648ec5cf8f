package io.rangeswarm.peer.wiring;

import org.springframework.boot.logging.LoggingSystem;

/** Keeps the logging library from printing before it is set up, which for the one-shot commands is never. */
public final class QuietLogging {

    private QuietLogging() {}

    /** Drops what is logged until a Spring application sets logging up by its options. */
    public static void untilSpringTakesOver() {
        LoggingSystem.get(QuietLogging.class.getClassLoader()).beforeInitialize();
    }
}
