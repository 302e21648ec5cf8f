package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitListed;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What whoever runs trackers and peers looks at: metrics and their dashboard, health, logs, stopping. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OperationsIT {

    private static final Path DASHBOARD = Path.of("../docs/grafana/rangeswarm.json");

    /** How the names of our metrics, and of those that Spring Boot brings, begin. */
    private static final Pattern METRIC =
            Pattern.compile("\\b((?:rangeswarm|hikaricp|jvm|process|system|tomcat)_[a-z0-9_]+)(?:\\{([^}]*)})?");

    private static final Pattern GROUPED_BY = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern SELECTED_BY = Pattern.compile("([a-z_]+)(?:=~|!~|!=|=)\"");

    /** What Prometheus adds to every sample itself. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static AppProcess tracker;
    private static AppProcess peer;

    @BeforeAll
    static void startSwarm() throws IOException {
        tracker = swarm.tracker("tracker", "--logging.structured.format.console=ecs");
        TestFiles.write(swarm.folder("seed").resolve("a.bin"), TestFiles.bytes(1, 1000));
        peer = swarm.peer("seed", tracker, "--logging.structured.format.console=logstash");
        awaitListed(tracker, "a.bin");
    }

    @Test
    void everyQueryOfTheDashboardAsksForMetricsAndLabelsThatExist() throws IOException {
        Metrics metrics = Metrics.of(tracker, peer);
        List<String> queries =
                queries(Http.JSON.readTree(Files.readAllBytes(DASHBOARD))).toList();

        assertThat(queries).hasSizeGreaterThan(15);
        for (String query : queries) {
            Set<String> asked = new TreeSet<>();
            Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
            for (Matcher metric = METRIC.matcher(query); metric.find(); ) {
                asked.add(metric.group(1));
                labels.addAll(metrics.labels(metric.group(1)));
                assertThat(labels).as(query).containsAll(found(SELECTED_BY, metric.group(2)));
            }
            assertThat(asked).as(query).isNotEmpty();
            assertThat(metrics.names()).as(query).containsAll(asked);
            for (String group : found(GROUPED_BY, query)) {
                assertThat(labels).as(query).containsAll(List.of(group.split(", *", -1)));
            }
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        for (Matcher match = pattern.matcher(String.valueOf(text)); match.find(); ) {
            found.add(match.group(1));
        }
        return found;
    }

    /** Every "expr" in the document. */
    private static Stream<String> queries(JsonNode node) {
        Stream<String> own = node.has("expr") ? Stream.of(node.get("expr").asString()) : Stream.empty();
        return Stream.concat(own, node.valueStream().flatMap(OperationsIT::queries));
    }

    @Test
    void noMetricIsLabelledByFileOrPeerAndNamesHaveBaseUnits() {
        Metrics metrics = Metrics.of(tracker, peer);

        assertThat(metrics.labelValues())
                .noneMatch(value -> value.matches(".*[0-9a-f]{32}.*|.*[0-9a-f]{8}-[0-9a-f]{4}-.*|.*a\\.bin.*"));
        assertThat(metrics.names())
                .filteredOn(name -> name.startsWith("rangeswarm_"))
                .noneMatch(name -> name.matches(".*_(ms|millis|milliseconds|kb|mb|kilobytes|megabytes)(_.*)?"));
    }

    @Test
    void healthHasGroupsForThoseWhoRestartAndThoseWhoSendTraffic() {
        for (AppProcess process : List.of(tracker, peer)) {
            for (String group : List.of("liveness", "readiness")) {
                JsonNode health = Http.ok(Http.get(process.url() + "/actuator/health/" + group))
                        .json();
                assertThat(health.get("status").asString()).isEqualTo("UP");
            }
        }
    }

    @Test
    void logsAreJsonOnRequest() {
        assertThat(tracker.output().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(
                                Http.JSON.readTree(line).get("message").asString())
                        .isNotEmpty());
        assertThat(peer.output().lines())
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(Http.JSON.readTree(line).get("level").asString())
                                .isNotEmpty());
    }

    @Test
    void callThatIsUnderWayIsAnsweredBeforeTheTrackerStops() throws IOException {
        AppProcess stopping = swarm.tracker("stopping");
        String body = "{\"port\":20020}";
        try (Socket socket = new Socket("localhost", stopping.port())) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/peers HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Expect: 100-continue\r\nContent-Length: " + body.length() + "\r\n\r\n")
                    .getBytes(US_ASCII));
            assertThat(answer(socket)).isEqualTo("HTTP/1.1 100");
            readToEndOfHead(socket);

            stopping.terminate();
            Client.eventually("no more calls are taken").until(() -> refusesConnections(stopping));
            out.write(body.getBytes(US_ASCII));

            assertThat(answer(socket)).isEqualTo("HTTP/1.1 201");
        }
        assertThat(stopping.awaitExit()).isEqualTo(143);
    }

    /** The begin of a status line. */
    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), US_ASCII);
    }

    private static void readToEndOfHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
    }

    private static boolean refusesConnections(AppProcess process) {
        try (Socket socket = new Socket("localhost", process.port())) {
            return !socket.isConnected();
        } catch (IOException refused) {
            return true;
        }
    }
}
