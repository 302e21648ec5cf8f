package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.extension.RegisterExtension;

/** More connections than a process can serve, or even open: it answers others meanwhile, or again when they have gone. */
class OverloadIT {

    private static final int DESCRIPTORS = 256;
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

    /** Each says only the beginning of a request, and no more. */
    private void connect(AppProcess to, int count) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), to.port());
        for (int i = 0; i < count; i++) {
            Socket connection = new Socket();
            connections.add(connection);
            connection.connect(address, 10_000);
            connection.getOutputStream().write("GET /files/0 HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));
        }
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

        connect(tracker, 2000);
        connect(seed, 2000);

        assertAnswersSoon(tracker);
        assertAnswersSoon(seed);
        AppProcess leech = swarm.peer("leech", tracker, "--fetch=" + FILE.name());
        Client.awaitComplete(leech, FILE.fileId());
    }

    @Test
    void aPeerWithoutDescriptorsLeftGoesOnWhenThereAreSomeAgain() throws IOException {
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

        connect(few, DESCRIPTORS); // some of them stay in the line of those to be accepted
        closeConnections();

        eventually("it serves again").until(() -> Http.get(content).status() == 200);
        assertThat(Http.get(content).body().toByteArray()).isEqualTo(FILE.content());
        assertThat(few.isAlive()).isTrue();
    }
}
