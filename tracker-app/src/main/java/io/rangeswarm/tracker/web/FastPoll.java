package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.swarm.PeerToken;
import io.rangeswarm.tracker.web.prompt.PromptConnection;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** A location poll, as peers send it. */
@Component
final class FastPoll {

    private static final String FILES = ApiPaths.FILES + "/";
    private static final String LOCATIONS = "/locations";
    private static final String LIMIT = "limit=";

    private final LocationAnswers locations;
    private final CallsInPlace calls;

    FastPoll(LocationAnswers locations, CallsInPlace calls) {
        this.locations = locations;
        this.calls = calls;
    }

    static boolean isAt(String path) {
        return path.length() == FILES.length() + Sha256.HEX_LENGTH + LOCATIONS.length()
                && path.startsWith(FILES)
                && path.endsWith(LOCATIONS);
    }

    void answer(HttpServletRequest request, HttpServletResponse response, String path, PassOn otherwise)
            throws IOException, ServletException {
        FileId file = FastCalls.fileId(path.substring(FILES.length(), FILES.length() + Sha256.HEX_LENGTH));
        int limit = limit(request.getQueryString());
        if (file == null || limit < 1) {
            otherwise.passOn(request);
            return;
        }
        Optional<PeerToken> token = Callers.token(request.getHeader(HttpHeaders.AUTHORIZATION));
        String holds = request.getHeader(ApiHeaders.HOLDS);
        Optional<LocationAnswers.Answered> atOnce =
                holds == null ? locations.answerAtOnce(file, limit, token) : Optional.empty();
        if (atOnce.isPresent() && atOnce.get().length() <= PromptConnection.BODY_MAX) {
            send(request, response, atOnce.get());
        } else {
            calls.whereOneMayWait(
                    request,
                    response,
                    () -> calls.answer(
                            request,
                            response,
                            () -> send(request, response, locations.answer(file, limit, token, holds))));
        }
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, LocationAnswers.Answered answer)
            throws IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, LocationAnswers.CACHE_CONTROL);
        response.setHeader(HttpHeaders.VARY, LocationAnswers.VARY);
        response.setHeader(HttpHeaders.ETAG, answer.tag());
        String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        // A list of tags, weak ones too: any of them will do (RFC 9110 §13.1.2).
        if (known != null && (known.contains(answer.tag()) || known.equals("*"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        } else {
            CallsInPlace.send(response, answer.length(), answer::writeTo);
        }
    }

    private static int limit(@Nullable String query) {
        if (query == null) {
            return LocationAnswers.LIMIT_DEFAULT;
        }
        boolean isPlain = query.startsWith(LIMIT) && query.length() <= LIMIT.length() + 3;
        int limit = 0;
        for (int i = LIMIT.length(); isPlain && i < query.length(); i++) {
            char digit = query.charAt(i);
            if (digit < '0' || digit > '9') {
                return 0;
            }
            limit = 10 * limit + digit - '0';
        }
        return limit <= LocationAnswers.LIMIT_MAX ? limit : 0;
    }
}
