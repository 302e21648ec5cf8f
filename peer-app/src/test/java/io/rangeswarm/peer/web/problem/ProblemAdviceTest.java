package io.rangeswarm.peer.web.problem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ProblemType;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.mock.http.MockHttpInputMessage;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

class ProblemAdviceTest {

    private final ProblemAdvice advice = new ProblemAdvice();

    @Test
    void saysNothingToAClientWhoIsGone() {
        IOException gone = new AsyncRequestNotUsableException("no more", new IOException("Broken pipe"));

        assertThat(advice.anyOther(new HttpMessageNotWritableException("no JSON", gone)))
                .isNull();
    }

    @Test
    void keepsTheCauseOfABrokenPromiseToItself() {
        ResponseEntity<byte[]> answer = advice.anyOther(new IllegalStateException("secret"));

        assertThat(text(answer)).contains(ProblemType.INTERNAL_ERROR.uri()).doesNotContain("secret");
    }

    @Test
    void aBodyCutOffAtItsBoundIsTooLarge() {
        ResponseEntity<byte[]> answer = advice.unreadable(new HttpMessageNotReadableException(
                "cut", new BodyTooLargeException(100), new MockHttpInputMessage(new byte[0])));

        assertThat(answer.getStatusCode().value()).isEqualTo(413);
        assertThat(text(answer)).contains(ProblemType.BODY_TOO_LARGE.uri(), "100 bytes");
    }

    private static String text(@org.jspecify.annotations.Nullable ResponseEntity<byte[]> answer) {
        byte[] body = Objects.requireNonNull(Objects.requireNonNull(answer).getBody());
        return new String(body, UTF_8);
    }
}
