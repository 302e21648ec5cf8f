package io.rangeswarm.peer.wiring;

import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;

/**
 * How often what is shared is read again.
 *
 * @param every zero for never
 */
record RecheckPeriod(Duration every) {

    private static final String NEVER = "never";
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** Reads {@code never} or a time such as {@code 30d}. @throws IllegalArgumentException that says what would be right */
    static RecheckPeriod parse(String typed) {
        if (typed.strip().equalsIgnoreCase(NEVER)) {
            return new RecheckPeriod(Duration.ZERO);
        }
        Duration every;
        try {
            every = DurationStyle.detectAndParse(typed.strip());
        } catch (IllegalArgumentException noTime) {
            throw new IllegalArgumentException("'" + typed + "' must be never, or a time such as 30d or 12h", noTime);
        }
        if (every.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("'" + typed + "' must be never, or 1s or more");
        }
        return new RecheckPeriod(every);
    }

    /** As it is typed. */
    @Override
    public String toString() {
        return every.isZero() ? NEVER : every.toSeconds() + "s";
    }
}
