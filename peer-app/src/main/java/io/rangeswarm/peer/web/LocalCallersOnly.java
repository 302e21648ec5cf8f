package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.net.SameMachine;
import io.rangeswarm.peer.web.page.StrangersPage;
import io.rangeswarm.peer.web.problem.Problems;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything but what other peers and monitoring need to callers on this machine, so that nobody on the network
 * starts downloads here. It names what is open; whatever is added later is closed until it is named too.
 *
 * <p>A web page in this machine's browser is a caller on this machine as well. Its own name in the Host header gives
 * away a page that had its name resolve to this machine (DNS rebinding), and its Origin one that calls across sites.
 * What changes something also needs a header that no form, link or picture can send. Whoever comes through a
 * proxy that says so is not on this machine, whatever the proxy says of them.
 *
 * <p>Whoever has shown the access token may be anywhere, and reach the peer by any name: no foreign page can have a browser
 * show it under a name of its own. What changes something needs the header all the same, and an Origin has to fit.
 */
public final class LocalCallersOnly implements Filter {

    private static final List<String> OPEN_PREFIXES =
            List.of(ApiPaths.CONTENT, ApiPaths.CHUNK, ApiPaths.FILES + "/", ApiPaths.PROOFS, "/actuator/health/");
    private static final Set<String> OPEN_PATHS = Set.of("/actuator/health", "/actuator/info", "/actuator/prometheus");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** A host that no DNS server had a say in, and perhaps a port. */
    private static final Pattern LITERAL_HOST = Pattern.compile(
            "(?:localhost|(\\d{1,3}(?:\\.\\d{1,3}){3})|\\[([0-9a-f:.]+)])(?::\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        if (isOpen(asked)) {
            chain.doFilter(request, response);
            return;
        }
        answer.setHeader("X-Content-Type-Options", "nosniff");
        answer.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        Optional<String> objection = objection(asked);
        if (objection.isEmpty()) {
            chain.doFilter(request, response);
        } else if (path(asked).equals("/") && asked.getMethod().equals("GET")) {
            StrangersPage.send(answer);
        } else {
            Problems.send(answer, ProblemType.FORBIDDEN, objection.get());
        }
    }

    private static Optional<String> objection(HttpServletRequest request) {
        boolean mayBeAnywhere = AccessFilter.hasShownToken(request);
        boolean isProxied = SameMachine.PROXIED.stream().anyMatch(header -> request.getHeader(header) != null);
        if (!mayBeAnywhere
                && (isProxied || !SameMachine.isLoopbackOr(request.getRemoteAddr(), request.getLocalAddr()))) {
            return Optional.of("only callers on the peer's own machine may ask for this");
        }
        @Nullable String host = request.getHeader("Host");
        if (host == null || !(mayBeAnywhere || isOwnHost(host, request.getLocalAddr()))) {
            return Optional.of("the Host header must be localhost or this machine's own IP address");
        }
        @Nullable String origin = request.getHeader("Origin");
        if (origin != null && !origin.equalsIgnoreCase(request.getScheme() + "://" + host)) {
            return Optional.of("a page of another origin may not ask for this");
        }
        boolean writes = !READING.contains(request.getMethod());
        if (writes && request.getHeader(ApiHeaders.CONTROL) == null) {
            return Optional.of("a call that changes something needs the header " + ApiHeaders.CONTROL + ": "
                    + ApiHeaders.CONTROL_VALUE);
        }
        return Optional.empty();
    }

    private static boolean isOpen(HttpServletRequest request) {
        String path = path(request);
        return OPEN_PATHS.contains(path) || OPEN_PREFIXES.stream().anyMatch(path::startsWith);
    }

    /** The path as the servlets are mapped by it: decoded and without dot segments. */
    private static String path(HttpServletRequest request) {
        @Nullable String info = request.getPathInfo();
        return request.getServletPath() + (info == null ? "" : info);
    }

    /** A name but localhost is somebody's choice, and so is the address of a machine that forwards to this one. */
    private static boolean isOwnHost(String host, String localAddress) {
        Matcher literal = LITERAL_HOST.matcher(host);
        if (!literal.matches()) {
            return false;
        }
        String address = literal.group(1) == null ? literal.group(2) : literal.group(1);
        return address == null || SameMachine.isLoopbackOr(address, localAddress);
    }
}
