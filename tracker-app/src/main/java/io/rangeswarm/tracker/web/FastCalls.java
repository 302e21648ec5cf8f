package io.rangeswarm.tracker.web;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.web.prompt.PromptConnection;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * The two calls that a swarm makes most, chunk registrations and location polls, in front of Spring's dispatching, which
 * would cost more than the calls themselves. Only what is plain and right is answered here; whatever is not goes the
 * ordinary way to the controllers, which know how to refuse it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class FastCalls implements Filter {

    private static final Logger c2ms = LoggerFactory.getLogger("c2ms");

    private final FastRegistration registration;
    private final FastPoll poll;
    private final CallsInPlace calls;
    private final DispatcherServlet spring;

    FastCalls(FastRegistration registration, FastPoll poll, CallsInPlace calls, DispatcherServlet spring) {
        this.registration = registration;
        this.poll = poll;
        this.calls = calls;
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
        } else if (FastRegistration.isAt(path) && request.getMethod().equals("POST")) {
            registration.answer(request, response, path, other -> passOn(other, response, chain));
        } else if (FastPoll.isAt(path) && request.getMethod().equals("GET")) {
            poll.answer(request, response, path, other -> passOn(other, response, chain));
        } else {
            passOn(request, response, chain);
        }
    }

    private void passOn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (PromptConnection.isHere()) {
            // Tomcat's chain is gone when this thread is through; what it would pass over are filters for bodies, which
            // are here.
            calls.whereOneMayWait(request, response, () -> spring.service(request, response));
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean takesJson(@Nullable String accept) {
        return accept == null || accept.equals("*/*") || accept.equals(CallsInPlace.JSON);
    }

    static @Nullable FileId fileId(String text) {
        try {
            return FileId.parse(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }
}
