package io.rangeswarm.tracker.web;

/** The longest body of a request that is read, in bytes. */
public record BodyLimit(long bytes) {

    /** @throws IllegalArgumentException unless it is positive */
    public BodyLimit {
        if (bytes < 1) {
            throw new IllegalArgumentException("a body limit is one byte or more, not " + bytes);
        }
    }

    String detail() {
        return "a body has at most " + bytes + " bytes; send several smaller requests";
    }
}
