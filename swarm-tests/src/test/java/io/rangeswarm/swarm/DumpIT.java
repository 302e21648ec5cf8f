package io.rangeswarm.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.FileView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A dump of PostgreSQL is restored into another database, with the programs of the system: the server in a jar that other
 * tests use comes without them.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DumpIT {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    /** The folder of {@code pg_dump} and the server, the newest if there are several. */
    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin ->
                            Files.isExecutable(bin.resolve("pg_dump")) && Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    @Test
    void restoredDumpHasAllThatTheTrackerKnew() throws IOException {
        Optional<Path> installed = programs();
        Programs.require(installed.isPresent(), "PostgreSQL is not installed under " + DEBIAN);
        Path bin = installed.orElseThrow();
        int port = freePort();
        startServer(bin, port);
        TestFiles.write(swarm.folder("seed").resolve("a.bin"), TestFiles.bytes(1, 3 * TestFiles.MIB));
        AppProcess tracker = tracker(port, "swarm");
        AppProcess seed = swarm.peer("seed", tracker);
        FileView before = Client.awaitListed(tracker, "a.bin");
        String dump = swarm.folder("dumps").resolve("tracker.dump").toString();

        run(bin, "pg_dump", "-h", "localhost", "-p", "" + port, "-U", "postgres", "-Fc", "-f", dump, "swarm");
        seed.kill();
        tracker.kill();
        run(bin, "createdb", "-h", "localhost", "-p", "" + port, "-U", "postgres", "restored");
        run(bin, "pg_restore", "-h", "localhost", "-p", "" + port, "-U", "postgres", "-d", "restored", dump);

        AppProcess restored = tracker(port, "restored");
        assertThat(Client.listed(restored, "a.bin")).contains(before);
        assertThat(Http.get(restored.url() + "/api/v1/files/" + before.fileId() + "/manifest")
                        .status())
                .isEqualTo(200);
        swarm.peer("seed", restored).url();
        Client.eventually("the seed comes back as the peer it was").until(() -> Client.peers(restored) == 1);
    }

    private static AppProcess tracker(int port, String database) {
        AppProcess tracker =
                swarm.tracker("tracker", "--database-url=postgresql://postgres@localhost:" + port + "/" + database);
        tracker.url();
        return tracker;
    }

    private static void startServer(Path bin, int port) throws IOException {
        Path data = swarm.folder("postgres");
        run(bin, "initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust", "--no-sync");
        List<String> command = serverUser();
        command.addAll(List.of(bin.resolve("postgres").toString(), "-D", data.toString(), "-p", "" + port));
        command.addAll(List.of("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="));
        swarm.start("postgres", data, Map.of(), command);
        Client.eventually("PostgreSQL accepts connections")
                .untilAsserted(() -> assertThat(
                                exit(bin, "createdb", "-h", "localhost", "-p", "" + port, "-U", "postgres", "swarm"))
                        .isZero());
    }

    /** The server refuses to be root, so there it runs in a user namespace of its own. */
    private static List<String> serverUser() {
        return new ArrayList<>(System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of());
    }

    private static void run(Path bin, String program, String... arguments) throws IOException {
        assertThat(exit(bin, program, arguments)).as(program).isZero();
    }

    private static int exit(Path bin, String program, String... arguments) {
        List<String> command = program.equals("initdb") ? serverUser() : new ArrayList<>();
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        return swarm.start(program, swarm.folder("."), Map.of(), command).awaitExit();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
