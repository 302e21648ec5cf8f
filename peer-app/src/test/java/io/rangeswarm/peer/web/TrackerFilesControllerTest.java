package io.rangeswarm.peer.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.swarm.FakeTracker;
import io.rangeswarm.peer.web.problem.ProblemAdvice;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class TrackerFilesControllerTest {

    private final FakeTracker tracker = new FakeTracker();
    private final Holdings holdings = new Holdings();
    private final MockMvcTester calls =
            MockMvcTester.create(MockMvcBuilders.standaloneSetup(new TrackerFilesController(tracker, holdings))
                    .setControllerAdvice(new ProblemAdvice())
                    .build());

    private static Manifest manifest(int length) {
        return Manifest.of(
                new ChunkLayout(length), Sha256.hash(new byte[length]), List.of(Sha256.hash(new byte[length])));
    }

    @Test
    void saysOfEachFileHowMuchOfItIsHere() {
        tracker.list(manifest(5), "here");
        tracker.list(manifest(6), "elsewhere");
        holdings.put(new ServingPeer.Part(manifest(5), ChunkSet.all(1), Path.of("here"), "here"));

        assertThat(calls.get().uri("/api/v1/tracker/files"))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("""
                {"tracker":"http://tracker.test:8080","total":2,"page":0,"size":25,
                 "files":[{"file":{"names":["here"]},"held":1},{"file":{"names":["elsewhere"]},"held":0}]}""");
    }

    @Test
    void saysWhenTheTrackerIsAway() {
        tracker.goDown();

        assertThat(calls.get().uri("/api/v1/tracker/files"))
                .hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
                .bodyText()
                .contains("the list cannot be had");
    }

    @ParameterizedTest
    @ValueSource(strings = {"size=0", "size=201", "page=-1", "page=x"})
    void refusesWhatIsOutOfBounds(String query) {
        assertThat(calls.get().uri("/api/v1/tracker/files?" + query)).hasStatus(HttpStatus.BAD_REQUEST);
    }
}
