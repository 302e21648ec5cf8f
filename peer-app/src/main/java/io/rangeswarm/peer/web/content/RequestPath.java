package io.rangeswarm.peer.web.content;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** The part of a request's path that its servlet is asked about. */
final class RequestPath {

    private RequestPath() {}

    /** Decoded, below the servlet's mapping, without the first slash; may be empty. */
    static String below(HttpServletRequest request) {
        @Nullable String path = request.getPathInfo();
        return path == null ? "" : path.substring(1);
    }
}
