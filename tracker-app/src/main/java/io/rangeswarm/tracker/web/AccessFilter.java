package io.rangeswarm.tracker.web;

import io.rangeswarm.model.access.Access;
import io.rangeswarm.model.access.AccessGate;
import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
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
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** In front of everything else: where a token is needed, nobody comes by without it but by a signed link, or to ask for health. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AccessFilter implements Filter {

    private final Optional<AccessGate> gate;

    AccessFilter(Access access) {
        this.gate = access.gate();
    }

    @Override
    public void doFilter(ServletRequest anyRequest, ServletResponse anyResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) anyRequest;
        HttpServletResponse response = (HttpServletResponse) anyResponse;
        AccessGate.Verdict verdict = gate.map(needed -> judge(needed, request)).orElse(AccessGate.Verdict.OPEN);
        if (verdict == AccessGate.Verdict.REFUSED) {
            refuse(response);
        } else if (verdict == AccessGate.Verdict.LINK) {
            response.setHeader("Referrer-Policy", "no-referrer");
            chain.doFilter(new Unsigned(request), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static AccessGate.Verdict judge(AccessGate gate, HttpServletRequest request) {
        @Nullable String info = request.getPathInfo();
        return gate.judge(
                request.getMethod(),
                request.getRequestURI(),
                request.getServletPath() + (info == null ? "" : info),
                request.getHeader(ApiHeaders.ACCESS),
                request.getHeader(HttpHeaders.AUTHORIZATION));
    }

    private static void refuse(HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, AccessGate.CHALLENGE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        ProblemType type = ProblemType.ACCESS_TOKEN_NEEDED;
        ProblemJson.send(response, type, type.status(), AccessGate.HOW);
    }

    /** A request for what a signed link opens, as if it had been asked for by its plain path: no grant gets into logs and answers. */
    private static final class Unsigned extends HttpServletRequestWrapper {

        Unsigned(HttpServletRequest signed) {
            super(signed);
        }

        @Override
        public String getRequestURI() {
            return plain(super.getRequestURI());
        }

        @Override
        public String getServletPath() {
            return plain(super.getServletPath());
        }

        private static String plain(String signed) {
            return ApiPaths.CONTENT + AccessGate.behindGrant(signed).substring(1);
        }
    }
}
