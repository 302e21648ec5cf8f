package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ApiPaths;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** The message log "client to main server": one line per API call at debug, turned on by itself. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class MessageLogFilter extends OncePerRequestFilter {

    private static final Logger c2ms = LoggerFactory.getLogger("c2ms");

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !c2ms.isDebugEnabled() || !(path.startsWith(ApiPaths.API) || path.startsWith(ApiPaths.CONTENT));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long start = System.nanoTime();
        try {
            chain.doFilter(request, response);
        } finally {
            String query = request.getQueryString();
            c2ms.debug(
                    "{} {} {}{} -> {} in {} ms",
                    request.getRemoteAddr(),
                    request.getMethod(),
                    request.getRequestURI(), // still percent-encoded, so it cannot forge a line
                    query == null ? "" : "?" + query,
                    response.getStatus(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
    }
}
