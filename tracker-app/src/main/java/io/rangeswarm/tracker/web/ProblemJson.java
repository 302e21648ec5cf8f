package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ProblemType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.springframework.http.MediaType;

/** Writes problems where Spring MVC does not reach: in filters, and in Tomcat below them. */
final class ProblemJson {

    private ProblemJson() {}

    /** The type that stands for a status; for one without a type of its own, that of its class. */
    static ProblemType typeOf(int status) {
        return Arrays.stream(ProblemType.values())
                .filter(type -> type.status() == status)
                .findFirst()
                .orElse(status >= 500 ? ProblemType.INTERNAL_ERROR : ProblemType.INVALID_REQUEST);
    }

    /**
     * Answers with a problem.
     *
     * @param detail plain text of ours, without quotes or backslashes
     */
    static void send(HttpServletResponse response, ProblemType type, int status, String detail) throws IOException {
        byte[] body = "{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                .formatted(type.uri(), type.title(), status, detail)
                .getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
