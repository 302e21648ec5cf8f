package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.swarm.Answer;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.PeerToken;
import io.rangeswarm.tracker.core.swarm.Sharing;
import io.rangeswarm.tracker.web.prompt.PromptConnection;
import jakarta.servlet.AsyncContext;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * The two calls that a swarm makes most, chunk registrations and location polls, in front of Spring's dispatching, which
 * would cost more than the calls themselves. Only what is plain and right is answered here; whatever is not goes the
 * ordinary way to the controllers, which know how to refuse it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
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

    /** Whatever is waited for has shorter bounds of its own. */
    private static final long LATER_MILLIS_MAX = 60_000;

    private static final Logger log = LoggerFactory.getLogger(FastCalls.class);
    private static final Logger c2ms = LoggerFactory.getLogger("c2ms");

    private final Sharing sharing;
    private final LocationAnswers locations;
    private final HandlerExceptionResolver problems;
    private final DispatcherServlet spring;

    /** @param handlerExceptionResolver is called so because there are several: this is the one with all advice */
    FastCalls(
            Sharing sharing,
            LocationAnswers locations,
            HandlerExceptionResolver handlerExceptionResolver,
            DispatcherServlet spring) {
        this.sharing = sharing;
        this.locations = locations;
        this.problems = handlerExceptionResolver;
        this.spring = spring;
    }

    @Override
    public void doFilter(ServletRequest anyRequest, ServletResponse anyResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) anyRequest;
        HttpServletResponse response = (HttpServletResponse) anyResponse;
        String path = request.getRequestURI();
        if (c2ms.isDebugEnabled() || !takesJson(request.getHeader(HttpHeaders.ACCEPT))) {
            passOn(request, response, chain);
        } else if (isRegistration(path) && request.getMethod().equals("POST")) {
            register(request, response, path, chain);
        } else if (isPoll(path) && request.getMethod().equals("GET")) {
            poll(request, response, path, chain);
        } else {
            passOn(request, response, chain);
        }
    }

    private void passOn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (PromptConnection.isHere()) {
            // Tomcat's chain is gone when this thread is through; what it would pass over are filters for bodies, which
            // are here.
            whereOneMayWait(request, response, () -> spring.service(request, response));
        } else {
            chain.doFilter(request, response);
        }
    }

    /** The rest of answering a call. */
    private interface Rest {
        void run() throws IOException, ServletException;
    }

    private void whereOneMayWait(HttpServletRequest request, HttpServletResponse response, Rest rest)
            throws IOException, ServletException {
        if (PromptConnection.isHere()) {
            AsyncContext later = later(request, response);
            later.start(PromptConnection.inTurn(() -> finish(later, request, response, rest)));
        } else {
            rest.run();
        }
    }

    private static AsyncContext later(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext later = request.startAsync(request, response);
        later.setTimeout(LATER_MILLIS_MAX);
        return later;
    }

    /**
     * Of a client that is gone Tomcat hears first, and ends the call itself, perhaps at this moment. To end it as well could
     * end another call, which has got its objects.
     */
    private void finish(AsyncContext later, HttpServletRequest request, HttpServletResponse response, Rest rest) {
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
            passOn(request, response, chain);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(length);
        int[] indexes = ChunkIndexes.parse(body);
        PeerId peer = peerId(path.substring(PEERS.length(), PEERS.length() + UUID_LENGTH));
        FileId file = fileId(path.substring(FILE_AT, FILE_AT + HEX_LENGTH));
        if (indexes == null || peer == null || file == null) {
            passOn(new ReadRequest(request, body), response, chain);
            return;
        }
        if (!PromptConnection.isHere()) { // of workers there are only so many, and so of calls that wait
            try {
                send(
                        response,
                        json(sharing.registerChunks(peer, token.get(), file, indexes)
                                .orElseThrow(RefusedCall::of)));
            } catch (RuntimeException failed) {
                if (!isTold(failed, request, response)) {
                    throw failed;
                }
            }
            return;
        }
        CompletableFuture<Answer<Sharing.Progress>> coming =
                sharing.registerChunksLater(peer, token.get(), file, indexes);
        AsyncContext later = later(request, response);
        Runnable end = PromptConnection.inTurn(() -> {
            if (coming.isCompletedExceptionally() || coming.join() instanceof Answer.Refused) {
                // which takes longer, and others wait behind this thread
                later.start(PromptConnection.inTurn(() -> finish(later, request, response, () -> refuse(coming))));
            } else {
                finish(
                        later,
                        request,
                        response,
                        () -> send(response, json(coming.join().orElseThrow(RefusedCall::of))));
            }
        });
        CompletableFuture<?> unused = coming.whenComplete((answer, failed) -> end.run());
    }

    private static byte[] json(Sharing.Progress progress) {
        return ("{\"held\":" + progress.held().size() + ",\"of\":"
                        + progress.held().count() + "}")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void refuse(CompletableFuture<Answer<Sharing.Progress>> coming) {
        try {
            coming.join().orElseThrow(RefusedCall::of);
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : failed;
        }
    }

    private void poll(HttpServletRequest request, HttpServletResponse response, String path, FilterChain chain)
            throws IOException, ServletException {
        FileId file = fileId(path.substring(FILES.length(), FILES.length() + HEX_LENGTH));
        int limit = limit(request.getQueryString());
        if (file == null || limit < 1) {
            passOn(request, response, chain);
            return;
        }
        Optional<PeerToken> token = Callers.token(request.getHeader(HttpHeaders.AUTHORIZATION));
        String holds = request.getHeader(ApiHeaders.HOLDS);
        Optional<LocationAnswers.Answered> atOnce =
                holds == null ? locations.answerAtOnce(file, limit, token) : Optional.empty();
        if (atOnce.isPresent() && atOnce.get().body().length <= PromptConnection.BODY_MAX) {
            send(request, response, atOnce.get());
        } else {
            whereOneMayWait(request, response, () -> {
                try {
                    send(request, response, locations.answer(file, limit, token, holds));
                } catch (RuntimeException failed) {
                    if (!isTold(failed, request, response)) {
                        throw failed;
                    }
                }
            });
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
            send(response, answer.body());
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
        if (json.length <= PromptConnection.BODY_MAX) {
            response.setBufferSize(json.length); // so that it leaves in one piece
        }
        response.getOutputStream().write(json);
    }

    /** In the words of the one place that has them. */
    private boolean isTold(RuntimeException failed, HttpServletRequest request, HttpServletResponse response) {
        return problems.resolveException(request, response, null, failed) != null;
    }
}
