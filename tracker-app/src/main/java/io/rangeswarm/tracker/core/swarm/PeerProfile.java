package io.rangeswarm.tracker.core.swarm;

import org.jspecify.annotations.Nullable;

/**
 * What a peer says of itself.
 *
 * @param name for people, at most {@link #LABEL_LENGTH_MAX} characters
 * @param zone where it is, likewise bounded
 */
public record PeerProfile(
        Endpoint endpoint, @Nullable String name, @Nullable String zone) {

    /** The longest name or zone, in characters. */
    public static final int LABEL_LENGTH_MAX = 100;

    /** @throws IllegalArgumentException when a label is too long or has control characters */
    public PeerProfile {
        requireLabel("name", name);
        requireLabel("zone", zone);
    }

    /**
     * Checks a name or a zone.
     *
     * @throws IllegalArgumentException that calls the label {@code what} and names the rule it breaks
     */
    public static void requireLabel(String what, @Nullable String label) {
        if (label == null) {
            return;
        }
        if (label.isBlank() || label.length() > LABEL_LENGTH_MAX) {
            throw new IllegalArgumentException("a " + what + " has 1 to " + LABEL_LENGTH_MAX + " characters");
        }
        if (label.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a " + what + " has no control characters");
        }
    }
}
