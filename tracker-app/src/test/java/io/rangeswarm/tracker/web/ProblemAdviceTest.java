package io.rangeswarm.tracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.tracker.core.swarm.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a caller sees of failures that are not its own. */
class ProblemAdviceTest {

    private final MockMvcTester calls = MockMvcTester.create(MockMvcBuilders.standaloneSetup(new Failing())
            .setControllerAdvice(new ProblemAdvice())
            .build());

    @RestController
    static class Failing {

        @GetMapping("/disk")
        String diskFull() {
            throw new DataAccessResourceFailureException("secret: disk full");
        }

        @GetMapping("/pool")
        String noConnection() {
            throw new CannotCreateTransactionException("secret: no connection");
        }

        @GetMapping("/lock")
        String lockTimeout() {
            throw new CannotAcquireLockException("secret: waited too long");
        }

        @GetMapping("/overload")
        String overload() {
            throw RefusedCall.of(new Refusal.Overloaded(Duration.ofSeconds(2)));
        }

        @GetMapping("/bug")
        String bug() {
            throw new IllegalStateException("secret: a bug");
        }
    }

    @Test
    void databaseThatIsAwayIs503WithRetryAfter() {
        for (String path : new String[] {"/disk", "/pool", "/lock"}) {
            MvcTestResult answer = calls.get().uri(path).exchange();

            assertThat(answer).hasStatus(503).hasHeader("Retry-After", "1");
            assertThat(answer).hasContentType("application/problem+json");
            assertThat(answer)
                    .bodyText()
                    .contains(ProblemType.UNAVAILABLE.uri())
                    .doesNotContain("secret");
        }
    }

    @Test
    void tooMuchToDoIs503WithRetryAfter() {
        MvcTestResult answer = calls.get().uri("/overload").exchange();

        assertThat(answer).hasStatus(503).hasHeader("Retry-After", "2");
        assertThat(answer).bodyText().contains(ProblemType.UNAVAILABLE.uri());
    }

    @Test
    void bugIs500WithoutInternals() {
        MvcTestResult answer = calls.get().uri("/bug").accept("text/html").exchange();

        assertThat(answer).hasStatus(500).hasContentType("application/problem+json");
        assertThat(answer)
                .bodyText()
                .contains(ProblemType.INTERNAL_ERROR.uri())
                .doesNotContain("secret", "IllegalState");
    }
}
