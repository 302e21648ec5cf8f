package io.rangeswarm.peer.web.problem;

import java.io.IOException;

/** A request's body went over its bound while it was read. */
public final class BodyTooLargeException extends IOException {

    /** @param bytesMax the bound, in bytes */
    public BodyTooLargeException(long bytesMax) {
        super("a request's body may have at most " + bytesMax + " bytes");
    }

    /** For people. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
