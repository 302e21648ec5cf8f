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

/** A real nginx with the configuration that the documentation shows, but for its addresses. */
final class Nginx {

    /** What the documentation names, and a test has to put others in the place of. */
    private static final String DOCUMENTED_PORT = "listen 8080;";

    private static final List<String> DOCUMENTED_TRACKERS = List.of("127.0.0.1:8081", "127.0.0.1:8082");

    private Nginx() {}

    static Optional<Path> program() {
        return Programs.find("nginx");
    }

    /** Starts it before two trackers; returns its URL once it answers. */
    static String start(Swarm swarm, AppProcess first, AppProcess second) throws IOException {
        int port = freePort();
        String url = start(swarm, port, documented(port, first.port(), second.port()));
        Client.eventually("nginx passes calls on")
                .until(() -> Http.get(url + "/api/v1/files").status() == 200);
        return url;
    }

    /** Starts it as a cache before two peers; returns its URL once it answers. */
    static String startCache(Swarm swarm, AppProcess first, AppProcess second) throws IOException {
        int port = freePort();
        String text = Files.readString(Path.of("../docs/nginx/chunk-cache.conf"));
        assertThat(text).contains("listen 8090;", "/var/cache/nginx/rangeswarm", "127.0.0.1:9091", "127.0.0.1:9092");
        String url = start(
                swarm,
                port,
                text.replace("listen 8090;", "listen 127.0.0.1:" + port + ";")
                        .replace("/var/cache/nginx/rangeswarm", "cache")
                        .replace("127.0.0.1:9091", "127.0.0.1:" + first.port())
                        .replace("127.0.0.1:9092", "127.0.0.1:" + second.port()));
        Client.eventually("nginx answers").until(() -> Http.get(url + "/").status() == 404);
        return url;
    }

    /** Starts it before a tracker, which is to be found under a prefix; returns its URL with that, and no slash at the end. */
    static String startUnderPrefix(Swarm swarm, AppProcess tracker) throws IOException {
        int port = freePort();
        String text = Files.readString(Path.of("../docs/nginx/prefix.conf"));
        assertThat(text).contains(DOCUMENTED_PORT, "127.0.0.1:8081");
        String url = start(
                        swarm,
                        port,
                        text.replace(DOCUMENTED_PORT, "listen 127.0.0.1:" + port + ";")
                                .replace("127.0.0.1:8081", "127.0.0.1:" + tracker.port()))
                + "/swarm";
        Client.eventually("nginx passes calls on")
                .until(() -> Http.get(url + "/api/v1/files").status() == 200);
        return url;
    }

    private static String start(Swarm swarm, int port, String included) throws IOException {
        Path folder = swarm.folder("nginx-" + port);
        Files.writeString(folder.resolve("included.conf"), included);
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
                    include included.conf;
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
        return "http://localhost:" + port;
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
