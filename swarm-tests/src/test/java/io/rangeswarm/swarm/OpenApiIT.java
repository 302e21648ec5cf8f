package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitComplete;
import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.Client.fetch;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.PageHeaders;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What the apps say of their API, beside the API. */
@Timeout(240)
class OpenApiIT {

    /** Not of the API, but what browsers show, and what Spring adds for orchestrators. */
    private static final Set<String> PAGES = Set.of(
            "GET /",
            "GET /error",
            "GET " + PageHeaders.SWARM,
            "GET " + PageHeaders.API_PAGE,
            "GET " + PageHeaders.UI + "{name}",
            "GET " + PageHeaders.UI + "{version}/{name}");

    /** What no map of Spring's shows: servlets of our own, and a filter that answers. */
    private static final List<String> BEFORE_SPRING = List.of(
            "GET /files/{fileId}",
            "GET /files/{fileId}/{name}",
            "GET /chunks/{sha256}",
            "POST /api/v1/files/{fileId}/exchange");

    private static final String MAPPINGS =
            "--management.endpoints.web.exposure.include=health,prometheus,stats,mappings";

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    @RegisterExtension
    static final Browser browser = new Browser();

    private static final TestFiles.Sample FILE = TestFiles.sample("course.bin", 41, 2 * MIB + 5);

    private static AppProcess tracker;
    private static AppProcess peer;
    private static AppProcess other;

    @BeforeAll
    static void startASwarm() throws IOException {
        TestFiles.write(swarm.folder("peer").resolve(FILE.name()), FILE.content());
        tracker = swarm.tracker("tracker", MAPPINGS);
        peer = swarm.peer("peer", tracker, MAPPINGS);
        other = swarm.peer("other", tracker);
        awaitListed(tracker, FILE.name());
        fetch(other, FILE.fileId().hex());
        awaitComplete(other, FILE.fileId());
    }

    @Test
    void theAppsSendTheirDocument() throws IOException {
        assertThat(Http.ok(Http.get(tracker.url() + PageHeaders.API_DOCS)).json())
                .isEqualTo(OpenApiTest.document("tracker"));
        assertThat(Http.ok(Http.get(peer.url() + PageHeaders.API_DOCS)).json()).isEqualTo(OpenApiTest.document("peer"));
    }

    @Test
    void everyCallOfTheTrackerIsDescribedAndNoOther() throws IOException {
        assertThat(described("tracker")).isEqualTo(mapped(tracker));
    }

    @Test
    void everyCallOfThePeerIsDescribedAndNoOther() throws IOException {
        Set<String> calls = mapped(peer);
        calls.addAll(BEFORE_SPRING);
        assertThat(described("peer")).isEqualTo(calls);
    }

    private static Set<String> described(String app) throws IOException {
        Set<String> calls = new TreeSet<>();
        OpenApiTest.document(app)
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(call ->
                                calls.add(call.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
        return calls;
    }

    /** What the app's dispatcher knows, by Spring's own account; of the actuator what is described. */
    private static Set<String> mapped(AppProcess app) {
        Set<String> calls = new TreeSet<>(List.of("GET /actuator/health", "GET /actuator/prometheus"));
        JsonNode contexts = Http.ok(Http.get(app.url() + "/actuator/mappings")).json();
        contexts.findValues("requestMappingConditions").forEach(condition -> {
            for (JsonNode pattern : condition.path("patterns")) {
                Stream<String> methods = condition.path("methods").valueStream().map(JsonNode::asString);
                methods.map(method -> method + " " + pattern.asString().replace("{*", "{"))
                        .filter(call -> !PAGES.contains(call))
                        .filter(call -> !call.contains("/actuator") || call.equals("GET /actuator/stats"))
                        .forEach(calls::add);
            }
        });
        assertThat(calls).hasSizeGreaterThan(10);
        return calls;
    }

    @Test
    void whatTheTrackerAnswersIsAsDescribed() throws IOException {
        String file = FILE.fileId().hex();
        String peerId = Http.get(tracker.url() + "/api/v1/peers")
                .json()
                .at("/peers/0/peerId")
                .asString();
        answersAsDescribed("tracker", tracker, "/api/v1/peers/{peerId}", "/api/v1/peers/" + peerId);
        for (String path : List.of(
                "/api/v1/peers",
                "/api/v1/files",
                "/api/v1/files/{fileId}",
                "/api/v1/files/{fileId}/manifest",
                "/api/v1/files/{fileId}/locations",
                "/api/v1/files/{fileId}/chunks",
                "/api/v1/files/{fileId}/swarm",
                "/actuator/stats")) {
            answersAsDescribed("tracker", tracker, path, path.replace("{fileId}", file));
        }
    }

    @Test
    void whatThePeerAnswersIsAsDescribed() throws IOException {
        String file = FILE.fileId().hex();
        for (String path : List.of(
                "/api/v1/files/{fileId}/manifest",
                "/api/v1/files/{fileId}/chunks",
                "/api/v1/downloads",
                "/api/v1/downloads/{fileId}",
                "/api/v1/downloads/{fileId}/chunks",
                "/api/v1/shares",
                "/api/v1/shares/unshared",
                "/api/v1/status",
                "/api/v1/options",
                "/api/v1/limits",
                "/api/v1/tracker/files")) {
            answersAsDescribed("peer", other, path, path.replace("{fileId}", file));
        }
    }

    private static void answersAsDescribed(String app, AppProcess process, String path, String called)
            throws IOException {
        JsonNode document = OpenApiTest.document(app);
        JsonNode schema = document.path("paths")
                .path(path)
                .at("/get/responses/200/content")
                .path("application/json")
                .path("schema");

        assertThat(new Schemas(document)
                        .differences(
                                schema,
                                Http.ok(Http.get(process.url() + called)).json()))
                .as(called)
                .isEmpty();
    }

    @Test
    void aPageShowsTheCallsAndTriesThem() {
        for (AppProcess app : List.of(tracker, peer)) {
            browser.open(app.url() + PageHeaders.API_PAGE);
            browser.awaitText(".swagger-ui .info", app == tracker ? "Rangeswarm tracker" : "Rangeswarm peer");
        }
        browser.open(tracker.url() + PageHeaders.API_PAGE + "#/files/files");
        browser.awaitSeen("#operations-files-files .try-out__btn");
        browser.find("#operations-files-files .try-out__btn").click();
        browser.awaitSeen("#operations-files-files .execute");
        browser.find("#operations-files-files .execute").click();
        browser.awaitText("#operations-files-files .live-responses-table", FILE.name());
        assertThat(
                        (Boolean)
                                browser.script(
                                        "return performance.getEntriesByType('resource').every((e) => e.name.startsWith(location.origin));"))
                .as("asks no other host")
                .isTrue();
    }
}
