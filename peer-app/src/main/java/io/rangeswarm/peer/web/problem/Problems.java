package io.rangeswarm.peer.web.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.rangeswarm.model.api.Problem;
import io.rangeswarm.model.api.ProblemType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes problems. */
public final class Problems {

    /** The media type of RFC 9457. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private Problems() {}

    /** The body of a problem, in UTF-8. */
    static byte[] body(ProblemType type, int status, String detail, @Nullable String field) {
        return JSON.writeValueAsBytes(new Problem(type.uri(), type.title(), status, detail, null, field));
    }

    /** Answers with the problem, in the place of anything that was set before. */
    public static void send(HttpServletResponse response, ProblemType type, String detail) throws IOException {
        send(response, type, body(type, type.status(), detail, null));
    }

    /** Answers likewise. */
    public static void send(HttpServletResponse response, ProblemException problem) throws IOException {
        ProblemType type = problem.type();
        send(
                response,
                type,
                body(type, type.status(), problem.detail(), problem.field().orElse(null)));
    }

    private static void send(HttpServletResponse response, ProblemType type, byte[] body) throws IOException {
        response.setStatus(type.status());
        response.setContentType(MEDIA_TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** The type that says most of a status which some part of the server chose. */
    static ProblemType ofStatus(int status) {
        for (ProblemType type : ProblemType.values()) {
            boolean specific = type == ProblemType.UNKNOWN_FILE || type == ProblemType.UNKNOWN_PEER;
            if (type.status() == status && !specific) {
                return type;
            }
        }
        return status < 500 ? ProblemType.INVALID_REQUEST : ProblemType.INTERNAL_ERROR;
    }
}
