package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ProblemType;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes problems of the errors that Tomcat finds before any servlet runs: an encoded slash or NUL in the path, headers
 * that are too large, a request line that is none. Tomcat creates it by its class name, so it is public and has no
 * collaborators.
 */
public final class ProblemReportValve extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(ProblemReportValve.class);

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        ProblemType type = ProblemJson.typeOf(status);
        try {
            ProblemJson.send(response, type, status, detail(type));
            response.finishResponse();
        } catch (IOException | IllegalStateException clientGone) {
            log.debug("nobody to tell of a {}", status, clientGone);
        }
    }

    private static String detail(ProblemType type) {
        return switch (type) {
            case INVALID_REQUEST ->
                "the request line or a header is not valid HTTP, is longer than 8 KB, or has a byte in its path that is"
                        + " not taken, such as an encoded slash";
            case NOT_FOUND -> "there is nothing at this path; the API is under /api/v1";
            default -> type.title();
        };
    }
}
