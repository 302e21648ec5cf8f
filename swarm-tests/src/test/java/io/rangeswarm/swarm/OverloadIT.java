package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rangeswarm.model.net.ConnectionBounds;
import io.rangeswarm.swarm.TestFiles.Sample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More connections than a process can serve, or even open: it answers others meanwhile, or again when they have gone. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OverloadIT {

    private static final int DESCRIPTORS = 256;
    private static final int IDLE = 10_000;
    private static final String HALF_A_CALL = "GET /files/0 HTTP/1.1\r\nHost: ";
    private static final String CALL_WITHOUT_ITS_BODY = "POST /api/v1/peers HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    private static final String NOTHING = "";
    private static final String ONE_CALL = "GET /actuator/health/liveness HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final Sample FILE = TestFiles.sample("file.bin", 61, 4 * MIB);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static AppProcess tracker;

    private final List<Socket> connections = new ArrayList<>();

    @BeforeAll
    static void startTracker() {
        tracker = swarm.tracker("tracker");
    }

    @AfterEach
    void closeConnections() throws IOException {
        for (Socket connection : connections) {
            connection.close();
        }
        connections.clear();
    }

    /** Each says this and no more. */
    private void connect(AppProcess to, int count, String says) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), to.port());
        for (int i = 0; i < count; i++) {
            Socket connection = new Socket();
            connections.add(connection);
            connection.connect(address, 10_000);
            connection.getOutputStream().write(says.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Until the calls are through: connections are idle then, and nobody stands in line behind thousands of calls. */
    private void awaitLastAnswer() throws IOException {
        Socket last = connections.get(connections.size() - 1);
        last.setSoTimeout(60_000);
        assertThat(last.getInputStream().read())
                .as("the first byte of an answer")
                .isNotNegative();
    }

    /** In a second where nothing else runs; other tests do beside this one. */
    private static void assertAnswersSoon(AppProcess process) {
        Instant asked = Instant.now();
        assertThat(Http.get(process.url() + "/actuator/health").text()).contains("UP");
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void thousandsOfHalfSaidRequestsKeepNobodyOutOfTrackerAndPeer() throws IOException {
        TestFiles.write(swarm.folder("seed").resolve(FILE.name()), FILE.content());
        AppProcess seed = swarm.peer("seed", tracker);
        Client.awaitListed(tracker, FILE.name());
        Http.get(seed.url() + "/actuator/health"); // what is done once is done

        connect(tracker, 2000, HALF_A_CALL);
        connect(seed, 2000, HALF_A_CALL);

        assertAnswersSoon(tracker);
        assertAnswersSoon(seed);
        AppProcess leech = swarm.peer("leech", tracker, "--fetch=" + FILE.name());
        Client.awaitComplete(leech, FILE.fileId());
    }

    /** Twice as many as there are workers; a peer has no such call, but waits for the body before it says so. */
    @Test
    void callsWhoseBodiesDoNotComeKeepNobodyWaiting() throws IOException {
        AppProcess peer = swarm.peer("patient", tracker);
        for (AppProcess process : List.of(tracker, peer)) {
            Http.get(process.url() + "/actuator/health"); // what is done once is done

            connect(process, 400, CALL_WITHOUT_ITS_BODY);

            assertAnswersSoon(process);
            closeConnections();
        }
    }

    /** With 64 MiB each may have 4,096 connections: for whoever comes next the longest idle has to go. */
    @Test
    void tenThousandIdleConnectionsKeepNobodyWaiting() throws IOException {
        assumeTrue(ConnectionBounds.descriptors() > IDLE + 1000, "needs ulimit -n 11000 or more");
        TestFiles.write(swarm.folder("idle").resolve(FILE.name()), FILE.content());
        AppProcess seed = swarm.peer("idle", tracker);
        Client.awaitListed(tracker, FILE.name());
        for (AppProcess process : List.of(tracker, seed)) {
            Http.get(process.url() + "/actuator/health"); // what is done once is done

            connect(process, IDLE / 2, NOTHING);
            connect(process, IDLE / 2, ONE_CALL);
            awaitLastAnswer();

            assertAnswersSoon(process);
            assertThat(Http.get(process.url() + "/actuator/prometheus").status())
                    .isEqualTo(200);
            closeConnections();
            assertAnswersSoon(process);
        }
        assertThat(Http.get(seed.url() + "/files/" + FILE.fileId().hex()).body().toByteArray())
                .isEqualTo(FILE.content());
    }

    @Test
    void aPeerThatMayOpenFewDescriptorsAnswersWhateverComes() throws IOException {
        TestFiles.write(swarm.folder("few").resolve(FILE.name()), FILE.content());
        String peer =
                "ulimit -n " + DESCRIPTORS + "; exec java -Xmx64m -jar \"$0\" --share=few --port=0 --tracker=\"$1\"";
        AppProcess few = swarm.start(
                "few",
                swarm.folder("few").resolve("..").normalize(),
                Map.of(),
                List.of("bash", "-c", peer, Swarm.jar("peer").toString(), tracker.url()));
        Client.awaitListed(tracker, FILE.name());
        String content = few.url() + "/files/" + FILE.fileId().hex();
        assertThat(Http.get(content).body().toByteArray()).isEqualTo(FILE.content());

        connect(few, 4 * DESCRIPTORS, HALF_A_CALL); // some of them stay in the line of those to be accepted
        connect(few, 4 * DESCRIPTORS, NOTHING);
        assertAnswersSoon(few);
        closeConnections();

        eventually("it serves again").until(() -> Http.get(content).status() == 200);
        assertThat(Http.get(content).body().toByteArray()).isEqualTo(FILE.content());
        assertThat(few.isAlive()).isTrue();
    }
}
