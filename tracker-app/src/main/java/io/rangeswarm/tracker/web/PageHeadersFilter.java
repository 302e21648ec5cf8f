package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.PageHeaders;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells browsers what a page may do: nothing but show itself and ask this tracker. */
@Component
class PageHeadersFilter extends OncePerRequestFilter {

    private static final String STATS = "/actuator/stats";

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !(path.equals("/")
                || path.equals(PageHeaders.SWARM)
                || path.equals(PageHeaders.API_PAGE)
                || path.equals(STATS)
                || path.startsWith(PageHeaders.UI));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        PageHeaders.ALL.forEach(response::setHeader);
        if (request.getRequestURI().equals(STATS)) {
            response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        }
        chain.doFilter(request, response);
    }
}
