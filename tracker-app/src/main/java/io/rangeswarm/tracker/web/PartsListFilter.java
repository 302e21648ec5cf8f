package io.rangeswarm.tracker.web;

import io.rangeswarm.model.access.Access;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.net.SameMachine;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The list of all parts and their versions is for whoever runs the tracker: to strangers it says which known holes to try.
 * Where a token is needed whoever comes this far has shown it; elsewhere it is for callers on the tracker's own machine.
 */
@Component
final class PartsListFilter extends OncePerRequestFilter {

    private static final String PARTS_LIST = "/actuator/sbom";

    private final boolean isOpen;

    PartsListFilter(Access access) {
        this.isOpen = access.gate().isEmpty();
    }

    /** By the path as Tomcat resolved it: decoded, without dot segments and parameters. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        @Nullable String info = request.getPathInfo();
        return !isOpen || !(request.getServletPath() + (info == null ? "" : info)).startsWith(PARTS_LIST);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean isProxied = SameMachine.PROXIED.stream().anyMatch(header -> request.getHeader(header) != null);
        if (!isProxied && SameMachine.isLoopbackOr(request.getRemoteAddr(), request.getLocalAddr())) {
            chain.doFilter(request, response);
        } else {
            ProblemType type = ProblemType.FORBIDDEN;
            ProblemJson.send(
                    response, type, type.status(), "only callers on the tracker's own machine may ask for this");
        }
    }
}
