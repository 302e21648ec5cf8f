package io.rangeswarm.model.access;

/** What a user's option names cannot be used; the message is one line for that user. */
public final class UnusableOption extends RuntimeException {

    public UnusableOption(String line) {
        super(line);
    }
}
