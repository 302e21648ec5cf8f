package io.rangeswarm.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A real nginx with the configuration that the documentation shows, but for its addresses. */
final class Nginx {

    /** What the documentation names, and a test has to put others in the place of. */
    private static final String DOCUMENTED_PORT = "listen 8080;";

    private static final List<String> DOCUMENTED_TRACKERS = List.of("127.0.0.1:8081", "127.0.0.1:8082");

    private Nginx() {}

    static Optional<Path> program() {
        return Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it before two trackers; returns its URL once it answers. */
    static String start(Swarm swarm, AppProcess first, AppProcess second) throws IOException {
        Path folder = swarm.folder("nginx");
        int port = freePort();
        Files.writeString(folder.resolve("trackers.conf"), documented(port, first.port(), second.port()));
        Files.writeString(folder.resolve("nginx.conf"), owner() + """
                daemon off;
                worker_processes 1;
                pid nginx.pid;
                error_log stderr warn;
                events { worker_connections 256; }
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    include trackers.conf;
                }
                """);
        swarm.start(
                "nginx",
                folder,
                Map.of(),
                List.of(
                        program().orElseThrow().toString(),
                        "-p",
                        folder.toString(),
                        "-c",
                        folder.resolve("nginx.conf").toString()));
        String url = "http://localhost:" + port;
        Client.eventually("nginx passes calls on")
                .until(() -> Http.get(url + "/api/v1/files").status() == 200);
        return url;
    }

    /** As root its workers would be somebody else, who may not write to our folder. */
    private static String owner() {
        return System.getProperty("user.name").equals("root") ? "user root;\n" : "";
    }

    private static String documented(int port, int first, int second) {
        String text;
        try {
            text = Files.readString(Path.of("../docs/nginx/trackers.conf"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        assertThat(text).contains(DOCUMENTED_PORT).contains(DOCUMENTED_TRACKERS);
        return text.replace(DOCUMENTED_PORT, "listen 127.0.0.1:" + port + ";")
                .replace(DOCUMENTED_TRACKERS.get(0), "127.0.0.1:" + first)
                .replace(DOCUMENTED_TRACKERS.get(1), "127.0.0.1:" + second);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
