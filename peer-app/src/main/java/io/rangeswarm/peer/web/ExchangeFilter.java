package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ChunkExchange;
import io.rangeswarm.model.api.ChunkExchanged;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.exchange.ExchangeDesk;
import io.rangeswarm.peer.core.upload.Requester;
import io.rangeswarm.peer.web.problem.ProblemException;
import io.rangeswarm.peer.web.problem.Problems;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where peers tell each other what they hold. Every peer of a swarm does this many times a second from its first second
 * on, when nothing is compiled yet, so it stands before all other filters and before Spring's dispatching.
 *
 * <p>Only JSON is taken, which no web page can send to another origin without asking first: or a browser inside a
 * network could be made to introduce peers to each other.
 */
public final class ExchangeFilter implements Filter {

    private static final String PREFIX = ApiPaths.FILES + "/";
    private static final String SUFFIX = "/exchange";
    private static final String JSON = "application/json";

    private static final Logger log = LoggerFactory.getLogger("s2p");

    private final ExchangeDesk desk;

    public ExchangeFilter(ExchangeDesk desk) {
        this.desk = desk;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        String path = http.getServletPath();
        boolean isExchange = path.startsWith(PREFIX)
                && path.endsWith(SUFFIX)
                && path.length() > PREFIX.length() + SUFFIX.length()
                && path.indexOf('/', PREFIX.length()) == path.length() - SUFFIX.length();
        if (isExchange) {
            answer(http, (HttpServletResponse) response, path);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, String path) throws IOException {
        try {
            requirePostOfJson(request, response);
            FileId fileId = fileIdOf(path.substring(PREFIX.length(), path.length() - SUFFIX.length()));
            ChunkExchanged answer = answer(fileId, request);
            byte[] body = ExchangeJson.written(answer);
            response.setContentType(JSON);
            response.setHeader("Cache-Control", "no-store");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            if (log.isDebugEnabled()) {
                log.debug(
                        "exchange about {} with {}: {} offers, {} peers",
                        fileId.abbreviated(),
                        request.getRemoteAddr(),
                        answer.offers().size(),
                        answer.peers().size());
            }
        } catch (ProblemException problem) {
            Problems.send(response, problem);
        }
    }

    private static void requirePostOfJson(HttpServletRequest request, HttpServletResponse response) {
        if (!"POST".equals(request.getMethod())) {
            response.setHeader("Allow", "POST");
            throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED, "an exchange is a POST");
        }
        String type = request.getContentType();
        if (type == null || !type.regionMatches(true, 0, JSON, 0, JSON.length())) {
            throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, "an exchange's body is " + JSON);
        }
    }

    private ChunkExchanged answer(FileId fileId, HttpServletRequest request) throws IOException {
        ChunkExchange asked = ExchangeJson.read(request.getInputStream());
        Optional<ChunkExchanged> answer;
        try {
            answer = desk.answer(fileId, askerOf(request), asked);
        } catch (IllegalArgumentException broken) {
            throw ExchangeJson.invalid(broken);
        }
        return answer.orElseThrow(() ->
                new ProblemException(ProblemType.UNKNOWN_FILE, "this peer has nothing to do with the file " + fileId));
    }

    private static Requester askerOf(HttpServletRequest request) {
        @Nullable String name = request.getHeader(ApiHeaders.PEER);
        return new Requester(request.getRemoteAddr(), name == null ? "" : name);
    }

    private static FileId fileIdOf(String text) {
        try {
            return FileId.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, String.valueOf(malformed.getMessage()), "fileId");
        }
    }
}
