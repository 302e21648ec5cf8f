package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.swarm.Answer;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.PeerToken;
import io.rangeswarm.tracker.core.swarm.Sharing;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * The two calls that a swarm makes most, chunk registrations and location polls, in front of Spring's dispatching, which
 * would cost more than the calls themselves. Only what is plain and right is answered here; whatever is not goes the
 * ordinary way to the controllers, which know how to refuse it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class FastCalls implements Filter {

    private static final String JSON = "application/json";
    private static final String PEERS = ApiPaths.PEERS + "/";
    private static final String FILES = ApiPaths.FILES + "/";
    private static final String OF_FILES = "/files/";
    private static final String CHUNKS = "/chunks";
    private static final String LOCATIONS = "/locations";
    private static final String LIMIT = "limit=";
    private static final int UUID_LENGTH = 36;
    private static final int HEX_LENGTH = 2 * Sha256.BYTES;
    private static final int FILE_AT = PEERS.length() + UUID_LENGTH + OF_FILES.length();

    /** Of a registration, in bytes: all the chunks of a file of 8,192 in one. */
    private static final int BODY_MAX = 64 << 10;

    private static final Logger c2ms = LoggerFactory.getLogger("c2ms");

    private final Sharing sharing;
    private final LocationAnswers locations;
    private final HandlerExceptionResolver problems;

    /** @param handlerExceptionResolver is called so because there are several: this is the one with all advice */
    FastCalls(Sharing sharing, LocationAnswers locations, HandlerExceptionResolver handlerExceptionResolver) {
        this.sharing = sharing;
        this.locations = locations;
        this.problems = handlerExceptionResolver;
    }

    @Override
    public void doFilter(ServletRequest anyRequest, ServletResponse anyResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) anyRequest;
        HttpServletResponse response = (HttpServletResponse) anyResponse;
        String path = request.getRequestURI();
        if (c2ms.isDebugEnabled() || !takesJson(request.getHeader(HttpHeaders.ACCEPT))) {
            chain.doFilter(request, response);
        } else if (isRegistration(path) && request.getMethod().equals("POST")) {
            register(request, response, path, chain);
        } else if (isPoll(path) && request.getMethod().equals("GET")) {
            poll(request, response, path, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean takesJson(@Nullable String accept) {
        return accept == null || accept.equals("*/*") || accept.equals(JSON);
    }

    private static boolean isRegistration(String path) {
        return path.length() == FILE_AT + HEX_LENGTH + CHUNKS.length()
                && path.startsWith(PEERS)
                && path.startsWith(OF_FILES, PEERS.length() + UUID_LENGTH)
                && path.endsWith(CHUNKS);
    }

    private static boolean isPoll(String path) {
        return path.length() == FILES.length() + HEX_LENGTH + LOCATIONS.length()
                && path.startsWith(FILES)
                && path.endsWith(LOCATIONS);
    }

    private void register(HttpServletRequest request, HttpServletResponse response, String path, FilterChain chain)
            throws IOException, ServletException {
        Optional<PeerToken> token = Callers.token(request.getHeader(HttpHeaders.AUTHORIZATION));
        int length = request.getContentLength();
        String type = request.getContentType();
        if (token.isEmpty() || length < 0 || length > BODY_MAX || type == null || !type.startsWith(JSON)) {
            chain.doFilter(request, response);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(length);
        int[] indexes = ChunkIndexes.parse(body);
        PeerId peer = peerId(path.substring(PEERS.length(), PEERS.length() + UUID_LENGTH));
        FileId file = fileId(path.substring(FILE_AT, FILE_AT + HEX_LENGTH));
        if (indexes == null || peer == null || file == null) {
            chain.doFilter(new ReadRequest(request, body), response);
            return;
        }
        try {
            Answer<Sharing.Progress> answer = sharing.registerChunks(peer, token.get(), file, indexes);
            Sharing.Progress progress = answer.orElseThrow(RefusedCall::of);
            String json = "{\"held\":" + progress.held().size() + ",\"of\":"
                    + progress.held().count() + "}";
            send(response, json.getBytes(StandardCharsets.ISO_8859_1));
        } catch (RuntimeException failed) {
            tell(failed, request, response);
        }
    }

    private void poll(HttpServletRequest request, HttpServletResponse response, String path, FilterChain chain)
            throws IOException, ServletException {
        FileId file = fileId(path.substring(FILES.length(), FILES.length() + HEX_LENGTH));
        int limit = limit(request.getQueryString());
        if (file == null || limit < 1) {
            chain.doFilter(request, response);
            return;
        }
        try {
            LocationAnswers.Answered answer = locations.answer(
                    file,
                    limit,
                    Callers.token(request.getHeader(HttpHeaders.AUTHORIZATION)),
                    request.getHeader(ApiHeaders.HOLDS));
            response.setHeader(HttpHeaders.CACHE_CONTROL, LocationAnswers.CACHE_CONTROL);
            response.setHeader(HttpHeaders.VARY, LocationAnswers.VARY);
            response.setHeader(HttpHeaders.ETAG, answer.tag());
            String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
            // A list of tags, weak ones too: any of them will do (RFC 9110 §13.1.2).
            if (known != null && (known.contains(answer.tag()) || known.equals("*"))) {
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            } else {
                send(response, answer.body());
            }
        } catch (RuntimeException failed) {
            tell(failed, request, response);
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

    private static @Nullable PeerId peerId(String text) {
        try {
            return PeerId.parse(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    private static @Nullable FileId fileId(String text) {
        try {
            return FileId.parse(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    private static void send(HttpServletResponse response, byte[] json) throws IOException {
        response.setContentType(JSON);
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }

    /** In the words of the one place that has them. */
    private void tell(RuntimeException failed, HttpServletRequest request, HttpServletResponse response) {
        if (problems.resolveException(request, response, null, failed) == null) {
            throw failed;
        }
    }
}
