package io.rangeswarm.tracker.web;

import io.rangeswarm.tracker.web.prompt.PromptConnection;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * How calls are ended that may have begun on a thread that others wait behind ({@link PromptConnection}), and how those
 * that may have to wait leave it.
 */
@Component
final class CallsInPlace {

    static final String JSON = "application/json";

    /** Whatever is waited for has shorter bounds of its own. */
    private static final long LATER_MILLIS_MAX = 60_000;

    private static final Logger log = LoggerFactory.getLogger(CallsInPlace.class);

    private final HandlerExceptionResolver problems;

    /** @param handlerExceptionResolver is called so because there are several: this is the one with all advice */
    CallsInPlace(HandlerExceptionResolver handlerExceptionResolver) {
        this.problems = handlerExceptionResolver;
    }

    /** The rest of answering a call. */
    interface Rest {
        void run() throws IOException, ServletException;
    }

    /** What an answer says. */
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    void whereOneMayWait(HttpServletRequest request, HttpServletResponse response, Rest rest)
            throws IOException, ServletException {
        if (PromptConnection.isHere()) {
            AsyncContext later = later(request, response);
            later.start(PromptConnection.inTurn(() -> finish(later, request, response, rest)));
        } else {
            rest.run();
        }
    }

    static AsyncContext later(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext later = request.startAsync(request, response);
        later.setTimeout(LATER_MILLIS_MAX);
        return later;
    }

    /**
     * Of a client that is gone Tomcat hears first, and ends the call itself, perhaps at this moment. To end it as well could
     * end another call, which has got its objects.
     */
    void finish(AsyncContext later, HttpServletRequest request, HttpServletResponse response, Rest rest) {
        try {
            rest.run();
        } catch (IOException gone) {
            log.debug("a caller is gone: {}", gone.toString());
            return;
        } catch (ServletException | RuntimeException failed) {
            RuntimeException why = failed instanceof RuntimeException known ? known : new IllegalStateException(failed);
            if (!isTold(why, request, response)) {
                log.debug("a caller cannot be told of {}", failed.toString());
                return;
            }
        }
        try {
            later.complete();
        } catch (IllegalStateException endedByTomcat) {
            log.debug("a caller is gone: {}", endedByTomcat.toString());
        }
    }

    /** Answers here, with the problem if there is one. */
    void answer(HttpServletRequest request, HttpServletResponse response, Rest rest)
            throws IOException, ServletException {
        try {
            rest.run();
        } catch (RuntimeException failed) {
            if (!isTold(failed, request, response)) {
                throw failed;
            }
        }
    }

    static void send(HttpServletResponse response, byte[] json) throws IOException {
        send(response, json.length, out -> out.write(json));
    }

    static void send(HttpServletResponse response, int length, Body json) throws IOException {
        response.setContentType(JSON);
        response.setContentLength(length);
        if (length <= PromptConnection.BODY_MAX) {
            response.setBufferSize(length); // so that it leaves in one piece
        }
        json.writeTo(response.getOutputStream());
    }

    /** In the words of the one place that has them. */
    private boolean isTold(RuntimeException failed, HttpServletRequest request, HttpServletResponse response) {
        return problems.resolveException(request, response, null, failed) != null;
    }
}
