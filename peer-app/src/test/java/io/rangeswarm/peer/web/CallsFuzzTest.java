package io.rangeswarm.peer.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ChunkExchange;
import io.rangeswarm.model.api.StartDownload;
import io.rangeswarm.peer.core.limit.Bandwidth;
import io.rangeswarm.peer.core.limit.LimitExemption;
import io.rangeswarm.peer.core.limit.Limits;
import io.rangeswarm.peer.core.limit.TransferLimits;
import io.rangeswarm.peer.web.problem.ProblemAdvice;
import io.rangeswarm.peer.web.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Any bytes as the bodies that a peer reads. */
class CallsFuzzTest {

    private static final TransferLimits LIMITS =
            new TransferLimits(new Limits(Bandwidth.UNLIMITED, Bandwidth.UNLIMITED, LimitExemption.NONE));

    private static final MockMvc CALLS = MockMvcBuilders.standaloneSetup(new LimitsController(LIMITS), new Starts())
            .setControllerAdvice(new ProblemAdvice())
            .build();

    /** What the call that starts a download reads; what it then does is not asked here. */
    @RestController
    static final class Starts {

        @PostMapping(ApiPaths.DOWNLOADS)
        String start(@RequestBody StartDownload request) {
            return String.valueOf(request.file());
        }
    }

    @FuzzTest
    void exchange(byte[] bytes) throws IOException {
        try {
            ChunkExchange read = ExchangeJson.read(new ByteArrayInputStream(bytes));
            for (int count : new int[] {0, 1, 9, 4096}) {
                assertThat(read.held(count).count()).isEqualTo(count);
                assertThat(read.wanted(count).count()).isEqualTo(count);
            }
        } catch (ProblemException | IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @FuzzTest
    void limits(byte[] bytes) throws Exception {
        assertAnswered(bytes, "PUT", ApiPaths.LIMITS);
    }

    @FuzzTest
    void startOfADownload(byte[] bytes) throws Exception {
        assertAnswered(bytes, "POST", ApiPaths.DOWNLOADS);
    }

    private static void assertAnswered(byte[] body, String method, String path) throws Exception {
        var answer = CALLS.perform(MockMvcRequestBuilders.request(HttpMethod.valueOf(method), URI.create(path))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body))
                .andReturn()
                .getResponse();
        assertThat(answer.getStatus()).as(answer.getContentAsString()).isBetween(200, 499);
    }
}
