package io.rangeswarm.peer.web;

import io.rangeswarm.model.access.Access;
import io.rangeswarm.model.access.AccessGate;
import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.peer.web.problem.Problems;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * In front of everything else: where a token is needed, nobody comes by without it but by a signed link, or to ask for
 * health. Links are checked here, and no tracker is asked.
 */
public final class AccessFilter implements Filter {

    private static final String SHOWN = AccessFilter.class.getName();

    private final Optional<AccessGate> gate;

    public AccessFilter(Access access) {
        this.gate = access.gate();
    }

    /** Whether this request has come by the access token, so that its sender is a user of the swarm wherever he is. */
    static boolean hasShownToken(HttpServletRequest request) {
        return Boolean.TRUE.equals(request.getAttribute(SHOWN));
    }

    @Override
    public void doFilter(ServletRequest anyRequest, ServletResponse anyResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) anyRequest;
        HttpServletResponse response = (HttpServletResponse) anyResponse;
        AccessGate.Verdict verdict = gate.map(needed -> judge(needed, request)).orElse(AccessGate.Verdict.OPEN);
        if (verdict == AccessGate.Verdict.REFUSED) {
            response.setHeader("WWW-Authenticate", AccessGate.CHALLENGE);
            Problems.send(response, ProblemType.ACCESS_TOKEN_NEEDED, AccessGate.HOW);
            return;
        }
        if (verdict == AccessGate.Verdict.TOKEN) {
            request.setAttribute(SHOWN, true);
        }
        chain.doFilter(verdict == AccessGate.Verdict.LINK ? new Unsigned(request) : request, response);
    }

    private static AccessGate.Verdict judge(AccessGate gate, HttpServletRequest request) {
        @Nullable String info = request.getPathInfo();
        return gate.judge(
                request.getMethod(),
                request.getRequestURI(),
                request.getServletPath() + (info == null ? "" : info),
                request.getHeader(ApiHeaders.ACCESS),
                request.getHeader("Authorization"));
    }

    /** A request for what a signed link opens, as if it had been asked for by its plain path: no grant gets into logs. */
    private static final class Unsigned extends HttpServletRequestWrapper {

        private static final String FILES = ApiPaths.CONTENT.substring(0, ApiPaths.CONTENT.length() - 1);

        Unsigned(HttpServletRequest signed) {
            super(signed);
        }

        @Override
        public String getRequestURI() {
            return FILES + AccessGate.behindGrant(super.getRequestURI());
        }

        @Override
        public String getServletPath() {
            return FILES;
        }

        @Override
        public String getPathInfo() {
            @Nullable String info = super.getPathInfo();
            return AccessGate.behindGrant(super.getServletPath() + (info == null ? "" : info));
        }
    }
}
