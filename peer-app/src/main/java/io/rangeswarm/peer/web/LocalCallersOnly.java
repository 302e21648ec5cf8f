package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.peer.web.problem.Problems;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything but what other peers and monitoring need to callers on this machine, so that nobody on the network
 * starts downloads here. It names what is open; whatever is added later is closed until it is named too.
 *
 * <p>A web page in this machine's browser is a caller on this machine as well. Its own name in the Host header gives
 * away a page that had its name resolve to this machine (DNS rebinding), and its Origin one that posts across sites.
 * {@code X-Forwarded-*} headers are not believed.
 */
public final class LocalCallersOnly implements Filter {

    private static final List<String> OPEN_PREFIXES =
            List.of(ApiPaths.CONTENT, ApiPaths.CHUNK, ApiPaths.FILES + "/", "/actuator/health/");
    private static final Set<String> OPEN_PATHS = Set.of("/actuator/health", "/actuator/info", "/actuator/prometheus");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** A host that no DNS server had a say in, and perhaps a port. */
    private static final Pattern LITERAL_HOST = Pattern.compile(
            "(localhost|\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<String> objection = objection((HttpServletRequest) request);
        if (objection.isPresent()) {
            Problems.send((HttpServletResponse) response, ProblemType.FORBIDDEN, objection.get());
        } else {
            chain.doFilter(request, response);
        }
    }

    private static Optional<String> objection(HttpServletRequest request) {
        if (isOpen(request)) {
            return Optional.empty();
        }
        if (!isOnThisMachine(request)) {
            return Optional.of("only callers on the peer's own machine may ask for this");
        }
        @Nullable String host = request.getHeader("Host");
        if (host == null || !LITERAL_HOST.matcher(host).matches()) {
            return Optional.of("the Host header must be localhost or an IP address");
        }
        @Nullable String origin = request.getHeader("Origin");
        boolean writes = !READING.contains(request.getMethod());
        if (writes && origin != null && !origin.equalsIgnoreCase("http://" + host)) {
            return Optional.of("a page of another origin may not ask for this");
        }
        return Optional.empty();
    }

    /** By the path as the servlets are mapped by it: decoded and without dot segments. */
    private static boolean isOpen(HttpServletRequest request) {
        @Nullable String info = request.getPathInfo();
        String path = request.getServletPath() + (info == null ? "" : info);
        return OPEN_PATHS.contains(path) || OPEN_PREFIXES.stream().anyMatch(path::startsWith);
    }

    /** The remote address of an established TCP connection cannot be forged; one's own may be any of the machine's. */
    private static boolean isOnThisMachine(HttpServletRequest request) {
        String remote = request.getRemoteAddr();
        try {
            return remote.equals(request.getLocalAddr())
                    || InetAddress.getByName(remote).isLoopbackAddress(); // a literal: nothing is looked up
        } catch (UnknownHostException noAddress) {
            return false;
        }
    }
}
