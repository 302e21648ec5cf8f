package io.rangeswarm.peer.web.problem;

import io.rangeswarm.model.api.ProblemType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.util.DisconnectedClientHelper;

/** Turns what controllers throw into problems; the one place where an exception becomes a status. */
@RestControllerAdvice
public final class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<byte[]> problem(ProblemException problem) {
        return answer(
                problem.type(),
                problem.type().status(),
                problem.detail(),
                problem.field().orElse(null),
                HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> wrongType(MethodArgumentTypeMismatchException wrong) {
        String detail = wrong.getName() + " cannot be \"" + wrong.getValue() + '"';
        return answer(ProblemType.INVALID_REQUEST, 400, detail, wrong.getName(), HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> unreadable(HttpMessageNotReadableException unreadable) {
        Throwable cause = unreadable.getMostSpecificCause();
        if (cause instanceof BodyTooLargeException tooLarge) {
            return answer(ProblemType.BODY_TOO_LARGE, 413, tooLarge.detail(), null, HttpHeaders.EMPTY);
        }
        String detail = "the body is not the JSON that this call takes: " + firstLine(cause.getMessage());
        return answer(ProblemType.INVALID_REQUEST, 400, detail, null, HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> noSuchPath(NoResourceFoundException missing) {
        return answer(ProblemType.NOT_FOUND, 404, "there is nothing at this path", null, HttpHeaders.EMPTY);
    }

    /** Null when the client went away while it was answered: nobody is left to tell, and nothing is wrong here. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<byte[]> anyOther(Exception exception) {
        if (DisconnectedClientHelper.isClientDisconnectedException(exception)) {
            log.debug("a client went away: {}", exception.toString());
            return null;
        }
        if (exception instanceof ErrorResponse known) {
            HttpStatusCode status = known.getStatusCode();
            String detail = known.getBody().getDetail();
            ProblemType type = Problems.ofStatus(status.value());
            return answer(type, status.value(), detail == null ? type.title() : detail, null, known.getHeaders());
        }
        if (exception instanceof IOException broken) {
            log.warn("a request failed: {}", broken.toString());
        } else {
            log.error("a request failed", exception);
        }
        ProblemType type = ProblemType.INTERNAL_ERROR;
        return answer(type, type.status(), "the peer's log says more", null, HttpHeaders.EMPTY);
    }

    private static ResponseEntity<byte[]> answer(
            ProblemType type, int status, String detail, @Nullable String field, HttpHeaders headers) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(Problems.body(type, status, detail, field));
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("");
    }
}
