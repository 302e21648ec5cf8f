package io.rangeswarm.tracker.web;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.PageHeaders;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What people look at: one swarm, the pages. */
class SwarmApiTest extends TrackerCalls {

    private final Manifest ten = manifest(10, "ten");

    @Test
    void aSwarmIsShownWithItsPeersRatesAndForecast() {
        newPeer(9001, file("ten", ten, ChunkSet.all(10)));
        Peer leech = newPeer(9002, file("ten", ten, ChunkSet.of(10, 0, 8)));
        String path = ApiPaths.swarm(ten.fileId());

        JsonNode first = read(path);
        assertThat(first.get("file").get("seeds").asInt()).isOne();
        assertThat(first.get("peers").get(0).get("held").asInt()).isEqualTo(10);
        assertThat(first.get("peers").get(0).has("bitfield")).isFalse();
        assertThat(first.get("peers").get(1).get("bitfield").asString()).isEqualTo("gIA=");
        assertThat(first.get("peers").get(1).get("leaseSecondsLeft").asInt()).isPositive();
        assertThat(first.get("peers").get(1).has("fetchesPerSecond")).isFalse();
        assertThat(first.get("forecast").get("standing").asInt()).isZero();
        assertThat(first.get("pollAfterMillis").asInt()).isBetween(1000, 30_000);

        ok(post(ApiPaths.peerFileChunks(leech.id(), ten.fileId()), leech, "{\"chunks\":[1,2,3,4]}"), 200);
        clock.pass(Duration.ofSeconds(2).plusMillis(first.get("pollAfterMillis").asInt() - 1000L));
        JsonNode next = read(path);
        assertThat(next.get("peers").get(1).get("held").asInt()).isEqualTo(6);
        double rate = next.get("fetchedPerSecond").asDouble();
        assertThat(rate).isPositive();
        assertThat(next.get("forecast").get("lastDoneSeconds").asDouble()).isEqualTo((4 << 20) / rate);
        assertThat(next.get("forecast").get("lastPeerId").asString()).isEqualTo(leech.id());
        assertThat(next.get("past").size()).isEqualTo(2);
    }

    @Test
    void aSwarmThatIsNotThereIsAProblem() {
        problem(get(ApiPaths.swarm(ten.fileId())), ProblemType.UNKNOWN_FILE);
        problem(get(ApiPaths.FILES + "/xyz/swarm"), ProblemType.INVALID_REQUEST);
    }

    @Test
    void theListTellsHowFarLeechesAre() {
        newPeer(9001, file("ten", ten, ChunkSet.all(10)));
        assertThat(read(ApiPaths.file(ten.fileId())).has("leechTenths")).isFalse();

        newPeer(9002, file("ten", ten, ChunkSet.of(10, 1, 2, 3)));
        newPeer(9003, file("ten", ten, ChunkSet.of(10)));
        assertThat(read(ApiPaths.file(ten.fileId())).get("leechTenths").toString())
                .isEqualTo("[1,0,0,1,0,0,0,0,0,0]");
    }

    @Test
    void pagesAndTheirFilesAreServedWithWhatTheyMayDo() {
        for (String path : new String[] {"/", "/swarm.html", "/ui/common.js", "/ui/tracker.css", "/ui/uPlot.min.css"}) {
            HttpResponse<String> response = get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Security-Policy"))
                    .as(path)
                    .contains(PageHeaders.CONTENT_SECURITY_POLICY);
        }
        assertThat(get("/").body()).doesNotContain("<script>", "style=", "onclick");
    }

    @Test
    void nothingElseOfTheClassPathIsServed() {
        problem(get("/ui/"), ProblemType.NOT_FOUND);
        problem(get("/ui/no-such.js"), ProblemType.NOT_FOUND);
        problem(get("/ui/..css"), ProblemType.NOT_FOUND);
        problem(get("/ui/application.yml"), ProblemType.NOT_FOUND);
        problem(get("/META-INF/resources/ui/common.js"), ProblemType.NOT_FOUND);
        problem(get("/webjars/uplot/1.6.30/README.md"), ProblemType.NOT_FOUND);
    }
}
