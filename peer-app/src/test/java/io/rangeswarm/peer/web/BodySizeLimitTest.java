package io.rangeswarm.peer.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.peer.web.problem.BodyTooLargeException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class BodySizeLimitTest {

    private final BodySizeLimit limit = new BodySizeLimit(100);

    @Test
    void cutsOffABodyOfUnknownLengthWhereItPassesTheLimit() throws Exception {
        assertThat(readThroughFilter(100)).isEqualTo(100);
        assertThatThrownBy(() -> readThroughFilter(101))
                .isInstanceOf(BodyTooLargeException.class)
                .hasMessageContaining("100 bytes");
    }

    private int readThroughFilter(int length) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/") {
            @Override
            public long getContentLengthLong() {
                return -1; // chunked
            }
        };
        request.setContent(new byte[length]);
        int[] read = new int[1];
        limit.doFilter(
                request, new MockHttpServletResponse(), (seen, response) -> read[0] = readAll(seen.getInputStream()));
        return read[0];
    }

    private static int readAll(java.io.InputStream in) throws IOException {
        return in.readAllBytes().length;
    }
}
