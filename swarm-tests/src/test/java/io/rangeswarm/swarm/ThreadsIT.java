package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.swarm.TestFiles.Sample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A system that has no more threads for tracker and peer: they go on with those they have. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadsIT {

    /** Whose threads the system counts: nobody's but this test's. */
    private static final String USER = "61234";

    /** Calls whose bodies do not come; each would have a worker. */
    private static final int UNFINISHED = 250;

    private static final Sample FILE = TestFiles.sample("file.bin", 71, 4 * MIB);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static Path folder = Path.of("");

    /** Waits for its end. */
    private static AppProcess run(String... command) {
        AppProcess process = swarm.start(command[0], folder, Map.of(), List.of(command));
        assertThat(process.awaitExit()).as(process.log()).isZero();
        return process;
    }

    private static List<String> asUser(String... command) {
        List<String> all =
                new ArrayList<>(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups", "--"));
        all.addAll(List.of(command));
        return all;
    }

    private static AppProcess start(String app, String... arguments) throws IOException {
        Path jar = Files.copy(Swarm.jar(app), folder.resolve(app + ".jar"), StandardCopyOption.REPLACE_EXISTING);
        List<String> command = new ArrayList<>(Swarm.java());
        command.addAll(List.of("-Djava.io.tmpdir=" + folder, "-jar", jar.toString(), "--port=0"));
        command.addAll(List.of(arguments));
        return swarm.start(app, folder, Map.of(), asUser(command.toArray(String[]::new)));
    }

    private static int threads(AppProcess process) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToInt(line -> Integer.parseInt(line.substring(8).strip()))
                .findFirst()
                .orElseThrow();
    }

    /** How many threads that user may have; the hard limit stays, so that it can be raised again. */
    private static void allowThreads(int count, AppProcess... processes) {
        for (AppProcess process : processes) {
            run(asUser("prlimit", "--pid", Long.toString(process.pid()), "--nproc=" + count + ":")
                    .toArray(String[]::new));
        }
    }

    private static void beginCalls(AppProcess to, String path) throws IOException {
        List<Socket> calls = new ArrayList<>();
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nRangeswarm-Control: 1\r\n"
                + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
        for (int call = 0; call < UNFINISHED; call++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.port());
            calls.add(socket);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        }
        eventually(to.name() + " has been refused a thread")
                .until(() -> to.log().contains("Failed to start the native thread"));
        for (Socket call : calls) {
            call.close();
        }
    }

    @Test
    void withoutOneMoreThreadTrackerAndPeerGoOnWithThoseTheyHave() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can start what another user owns");
        folder = swarm.folder("threads");
        Files.setPosixFilePermissions(folder.resolve("..").toRealPath(), PosixFilePermissions.fromString("rwxr-xr-x"));
        TestFiles.write(folder.resolve("share").resolve(FILE.name()), FILE.content());
        run("chown", "-R", USER, folder.toString());
        AppProcess tracker = start("tracker", "--data=data");
        AppProcess peer = start("peer", "--share=share", "--tracker=" + tracker.url());
        awaitListed(tracker, FILE.name());

        allowThreads(threads(tracker) + threads(peer), tracker, peer);
        beginCalls(tracker, ApiPaths.PEERS);
        beginCalls(peer, ApiPaths.DOWNLOADS);

        String content = peer.url() + ApiPaths.content(FILE.fileId());
        for (int round = 1; round <= 2; round++) {
            for (AppProcess process : List.of(tracker, peer)) {
                eventually(process.name() + " answers")
                        .until(() ->
                                Http.get(process.url() + "/actuator/health").status() == 200);
            }
            assertThat(Http.get(content).body().toByteArray()).isEqualTo(FILE.content());
            assertThat(awaitListed(tracker, FILE.name()).seeds()).isOne();
            allowThreads(5000, tracker, peer);
        }
        FakePeer.absent(tracker.url(), 30_001);
        assertThat(Client.peers(tracker)).isEqualTo(2);
    }
}
