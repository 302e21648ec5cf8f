package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.Problem;
import io.rangeswarm.model.api.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** The one place where whatever went wrong becomes an {@code application/problem+json} (RFC 9457). */
@RestControllerAdvice
class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    /** Of thousands of calls that fail for the same reason a line each would only fill the disk. */
    private final Seldom databaseTroubles = new Seldom(Duration.ofSeconds(2));

    @ExceptionHandler
    ResponseEntity<Problem> invalid(InvalidRequest failure, HttpServletRequest request) {
        return problem(ProblemType.INVALID_REQUEST, failure.detail(), failure.field(), request, HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<Problem> refused(RefusedCall failure, HttpServletRequest request) {
        HttpHeaders headers = new HttpHeaders();
        if (failure.type() == ProblemType.UNAUTHORIZED) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        Duration retryAfter = failure.retryAfter();
        if (retryAfter != null) {
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, retryAfter.toSeconds())));
        }
        return problem(failure.type(), String.valueOf(failure.getMessage()), null, request, headers);
    }

    @ExceptionHandler
    ResponseEntity<Problem> unreadable(HttpMessageNotReadableException failure, HttpServletRequest request) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyLimitFilter.BodyTooLarge tooLarge) {
                HttpHeaders close = new HttpHeaders();
                close.set(HttpHeaders.CONNECTION, "close");
                return problem(ProblemType.BODY_TOO_LARGE, String.valueOf(tooLarge.getMessage()), null, request, close);
            }
        }
        UnreadableBody body = UnreadableBody.of(failure.getCause());
        return problem(ProblemType.INVALID_REQUEST, body.detail(), body.field(), request, HttpHeaders.EMPTY);
    }

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        TransactionException.class // could not begin, or be ended on a connection that broke
    })
    ResponseEntity<Problem> databaseAway(Exception failure, HttpServletRequest request) {
        if (databaseTroubles.isDue()) {
            log.error("the database cannot be used: {}", rootMessage(failure));
        }
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, "1");
        return problem(
                ProblemType.UNAVAILABLE, "the tracker cannot use its database now; try again", null, request, headers);
    }

    /** Nobody reads the answer any more. */
    @ExceptionHandler
    void clientGone(AsyncRequestNotUsableException failure) {
        log.debug("the client went away", failure);
    }

    @ExceptionHandler
    ResponseEntity<Problem> other(Exception failure, HttpServletRequest request) {
        if (failure instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            ProblemType type = ProblemJson.typeOf(known.getStatusCode().value());
            return problem(type, detail(failure, type), null, request, known.getHeaders());
        }
        log.error("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
        return problem(ProblemType.INTERNAL_ERROR, "the tracker's log says more", null, request, HttpHeaders.EMPTY);
    }

    private static String detail(Exception failure, ProblemType type) {
        if (failure instanceof HttpRequestMethodNotSupportedException method) {
            return method.getMethod() + " is not supported here; the Allow header says what is";
        }
        if (failure instanceof HttpMediaTypeNotSupportedException) {
            return "send the body as JSON, with 'Content-Type: application/json'";
        }
        return switch (type) {
            case NOT_FOUND -> "there is nothing at this path; the API is under /api/v1";
            case NOT_ACCEPTABLE -> "the call answers application/json; a manifest also application/octet-stream";
            default -> type.title();
        };
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** The content type is set here, so that it is a problem even for a client that did not say it takes one. */
    private static ResponseEntity<Problem> problem(
            ProblemType type, String detail, @Nullable String field, HttpServletRequest request, HttpHeaders headers) {
        return ResponseEntity.status(type.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(new Problem(type.uri(), type.title(), type.status(), detail, request.getRequestURI(), field));
    }
}
