package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.peer.web.problem.BodyTooLargeException;
import io.rangeswarm.peer.web.problem.Problems;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Refuses request bodies over a bound with 413, before anything is made of them; a body of unknown length is cut off
 * when it gets there. A file that is handed over to be shared has no bound but a file's own.
 */
public final class BodySizeLimit implements Filter {

    /** 1 MiB: no call of a peer takes more. */
    public static final long DEFAULT_BYTES_MAX = 1 << 20;

    private final long bytesMax;

    public BodySizeLimit(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (isFile(request)) {
            chain.doFilter(request, response);
        } else if (request.getContentLengthLong() > bytesMax) {
            BodyTooLargeException tooLarge = new BodyTooLargeException(bytesMax);
            Problems.send((HttpServletResponse) response, ProblemType.BODY_TOO_LARGE, tooLarge.detail());
        } else if (request.getContentLengthLong() < 0 && request instanceof HttpServletRequest unbounded) {
            chain.doFilter(new BoundedRequest(unbounded, bytesMax), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Its body is never held in memory. */
    private static boolean isFile(ServletRequest request) {
        return request instanceof HttpServletRequest http
                && http.getServletPath().equals(ApiPaths.SHARES_UPLOAD)
                && http.getMethod().equals("POST");
    }

    private static final class BoundedRequest extends HttpServletRequestWrapper {

        private final long bytesMax;

        BoundedRequest(HttpServletRequest request, long bytesMax) {
            super(request);
            this.bytesMax = bytesMax;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new BoundedStream(super.getInputStream(), bytesMax);
        }
    }

    private static final class BoundedStream extends ServletInputStream {

        private final ServletInputStream body;
        private final long bytesMax;
        private long read;

        BoundedStream(ServletInputStream body, long bytesMax) {
            this.body = body;
            this.bytesMax = bytesMax;
        }

        @Override
        public int read() throws IOException {
            int next = body.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = body.read(into, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int bytes) throws IOException {
            read += bytes;
            if (read > bytesMax) {
                throw new BodyTooLargeException(bytesMax);
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
