package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds what a request can make the tracker read, because the JSON parser's own limits do not bound the document: a
 * declared length is refused before a byte is read, a chunked body as soon as it is too long.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class BodyLimitFilter extends OncePerRequestFilter {

    private final BodyLimit limit;

    BodyLimitFilter(BodyLimit limit) {
        this.limit = limit;
    }

    /** A body went on past the limit. */
    static final class BodyTooLarge extends IOException {

        BodyTooLarge(BodyLimit limit) {
            super(limit.detail());
        }
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > limit.bytes()) {
            // The rest of the body would have to be read to find the next request.
            response.setHeader(HttpHeaders.CONNECTION, "close");
            ProblemJson.send(response, ProblemType.BODY_TOO_LARGE, ProblemType.BODY_TOO_LARGE.status(), limit.detail());
            return;
        }
        chain.doFilter(request.getContentLengthLong() >= 0 ? request : new Bounded(request, limit), response);
    }

    /** A request whose body has no declared length. */
    private static final class Bounded extends HttpServletRequestWrapper {

        private final BodyLimit limit;

        Bounded(HttpServletRequest request, BodyLimit limit) {
            super(request);
            this.limit = limit;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new BoundedStream(super.getInputStream(), limit);
        }
    }

    private static final class BoundedStream extends ServletInputStream {

        private final ServletInputStream in;
        private final BodyLimit limit;
        private long read;

        BoundedStream(ServletInputStream in, BodyLimit limit) {
            this.in = in;
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int more) throws IOException {
            read += more;
            if (read > limit.bytes()) {
                throw new BodyTooLarge(limit);
            }
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
