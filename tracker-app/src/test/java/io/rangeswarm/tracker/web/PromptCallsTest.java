package io.rangeswarm.tracker.web;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.tracker.core.swarm.Answer;
import io.rangeswarm.tracker.core.swarm.GroupCommit;
import io.rangeswarm.tracker.core.swarm.PeerId;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Calls that are answered on threads that others wait behind: no client makes those wait, whatever it sends or does not read. */
@Import(PromptCallsTest.SmallBuffers.class)
@Timeout(60)
class PromptCallsTest extends TrackerCalls {

    private static final int BUFFER = 4 << 10;
    private static final int PEERS = 50;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: (\\d+)\r\n");

    @TestConfiguration(proxyBeanMethods = false)
    static class SmallBuffers {

        /** So that one answer is more than the kernel takes from a client that does not read. */
        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallSendBuffers() {
            return factory -> factory.addConnectorCustomizers(
                    connector -> connector.setProperty("socket.txBufSize", Integer.toString(BUFFER)));
        }
    }

    @Autowired
    private GroupCommit commits;

    private final Manifest film = manifest(4096, "film");
    private final List<Peer> peers = new ArrayList<>();

    @BeforeEach
    void shareWithMany() {
        for (int number = 0; number < PEERS; number++) {
            peers.add(newPeer(9000 + number, file("film", film, ChunkSet.of(4096, number))));
        }
        assertThat(poll().body().length()).isBetween(8 * BUFFER, 64 << 10);
    }

    private String path() {
        return "/api/v1/files/" + film.fileId() + "/locations";
    }

    private HttpResponse<String> poll() {
        return get(path());
    }

    private String pollHead() {
        return "GET " + path() + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private String registrationHead(Peer peer, int length) {
        return "POST " + peer.files() + "/" + film.fileId() + "/chunks HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + peer.token() + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /** A client that says byte for byte what it is told to. */
    private final class Client implements AutoCloseable {

        private final Socket socket = new Socket();
        private final DataInputStream in;

        Client() throws IOException {
            socket.setReceiveBufferSize(BUFFER);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress("localhost", port));
            in = new DataInputStream(socket.getInputStream());
        }

        Client say(String words) throws IOException {
            socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        /** The next answer's status and body. */
        String hear() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append(line()).append("\r\n");
            }
            String status = head.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3);
            Matcher length = LENGTH.matcher(head);
            return status + (length.find() ? read(Integer.parseInt(length.group(1))) : chunks());
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int letter = in.readUnsignedByte(); letter != '\n'; letter = in.readUnsignedByte()) {
                line.append((char) letter);
            }
            return line.substring(0, line.length() - 1);
        }

        private String read(int length) throws IOException {
            byte[] body = new byte[length];
            in.readFully(body);
            return new String(body, StandardCharsets.UTF_8);
        }

        /** A body in chunks (RFC 9112 §7.1). */
        private String chunks() throws IOException {
            StringBuilder body = new StringBuilder();
            int length;
            do {
                length = Integer.parseInt(line(), 16);
                body.append(read(length));
                line();
            } while (length > 0);
            return body.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aConnectionTakesCallAfterCall() throws IOException {
        try (Client client = new Client()) {
            for (int chunk = 100; chunk < 110; chunk++) {
                String body = "{\"chunks\":[" + chunk + "]}";
                assertThat(client.say(registrationHead(peers.get(0), body.length()) + body)
                                .hear())
                        .matches("200\\{\"held\":" + (chunk - 98) + ",\"of\":4096,\"registerAfterMillis\":[0-9]+}");
                assertThat(client.say(pollHead()).hear()).startsWith("200{").endsWith("]}");
                assertThat(client.say("GET /api/v1/files HTTP/1.1\r\nHost: a\r\nAccept-Encoding: identity\r\n\r\n")
                                .hear())
                        .startsWith("200{");
            }
        }
    }

    @Test
    void callsInOneWriteAreAnsweredInTheirOrder() throws IOException {
        String body = "{\"chunks\":[200]}";
        try (Client client = new Client()) {
            client.say(registrationHead(peers.get(0), body.length()) + body + pollHead() + "GET /api/v1/x HTTP/1.1\r\n"
                    + "Host: a\r\n\r\n");

            assertThat(client.hear()).matches("200\\{\"held\":2,\"of\":4096,\"registerAfterMillis\":[0-9]+}");
            assertThat(client.hear()).startsWith("200{\"fileId\"");
            assertThat(client.hear()).startsWith("404");
        }
    }

    @Test
    void aCallInPiecesKeepsNobodyWaiting() throws IOException {
        String body = "{\"chunks\":[300]}";
        String call = registrationHead(peers.get(0), body.length()) + body;
        try (Client slow = new Client()) {
            slow.say(pollHead()).hear();
            for (int at = 0; at < call.length(); at += 40) {
                slow.say(call.substring(at, Math.min(call.length(), at + 40)));
                assertThat(poll().statusCode()).isEqualTo(200);
            }
            assertThat(slow.hear()).matches("200\\{\"held\":2,\"of\":4096,\"registerAfterMillis\":[0-9]+}");
        }
    }

    /** More than may be under way in place, and than there are workers besides; some of them give up. */
    @Test
    void registrationsThatWaitForACommitKeepNobodyWaiting() throws IOException, InterruptedException {
        int count = 600;
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch atTheGate = new CountDownLatch(1);
        CompletableFuture<Answer<Integer>> slowCommit =
                commits.submit(PeerId.parse(peers.get(0).id()), changes -> {
                    atTheGate.countDown();
                    return awaitOpen(gate);
                });
        List<Client> clients = new ArrayList<>();
        try {
            atTheGate.await();
            for (int i = 0; i < count; i++) {
                String body = "{\"chunks\":[" + (1000 + i) + "]}";
                clients.add(new Client().say(registrationHead(peers.get(i % PEERS), body.length()) + body));
            }
            while (commits.waiting() < 128) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < 20; i++) {
                assertThat(poll().statusCode()).isEqualTo(200);
                assertThat(get("/api/v1/files").statusCode()).isEqualTo(200);
            }
            for (int i = count - 200; i < count - 100; i++) {
                clients.get(i).close();
            }
            gate.countDown();
            for (int i = 0; i < count; i++) {
                if (i < count - 200 || i >= count - 100) {
                    assertThat(clients.get(i).hear()).startsWith("200{\"held\":");
                }
            }
        } finally {
            gate.countDown();
            slowCommit.join();
            for (Client client : clients) {
                client.close();
            }
        }
    }

    private static Answer<Integer> awaitOpen(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return Answer.granted(0);
    }

    /** The second call comes while the first is being answered, and its body never does. */
    @Test
    void aCallBehindAnotherKeepsNobodyWaiting() throws IOException {
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                clients.add(new Client().say(pollHead()).say(registrationHead(peers.get(0), 1000)));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(poll().statusCode()).isEqualTo(200);
            }
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    @Test
    void whoDoesNotReadKeepsNobodyWaitingAndGetsAllInTheEnd() throws IOException {
        String whole = "200" + poll().body();
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                clients.add(new Client().say(pollHead()));
            }
            for (Peer peer : peers) {
                ok(post(peer.files() + "/" + film.fileId() + "/chunks", peer, "{\"chunks\":[0]}"), 200);
            }
            for (Client client : clients) {
                assertThat(client.hear()).hasSameSizeAs(whole);
                assertThat(client.say(pollHead()).hear()).startsWith("200{");
            }
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    /** Tomcat ends their calls, and gives what it kept for them to others. */
    @Test
    void whoVanishesTakesNobodyWithHim() throws IOException {
        String body = "{\"chunks\":[400]}";
        String registration = registrationHead(peers.get(0), body.length()) + body;
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < 30; i++) {
                try (Client client = new Client()) {
                    client.socket.setSoLinger(true, 0); // closed with a reset
                    client.say(i % 2 == 0 ? registration : pollHead());
                }
            }
            for (int i = 0; i < 10; i++) {
                assertThat(poll().statusCode()).isEqualTo(200);
                assertThat(put("/api/v1/peers/" + peers.get(i).id() + "/lease", peers.get(i), "{}")
                                .statusCode())
                        .isEqualTo(204);
            }
        }
    }

    @Test
    void whatIsNotRightIsAProblemHereToo() throws IOException {
        String body = "{\"chunks\":[4096]}";
        String noIndex = "{\"chunks\":[true]}";
        Peer liar = new Peer(peers.get(1).id(), peers.get(0).token());
        String elsewhere = path().replace(film.fileId().hex(), "0".repeat(64));

        assertThat(answer(registrationHead(peers.get(0), body.length()) + body))
                .startsWith("400")
                .contains("there is no chunk 4096");
        assertThat(answer(registrationHead(peers.get(0), noIndex.length()) + noIndex))
                .startsWith("400");
        assertThat(answer(registrationHead(liar, body.length()) + body)).startsWith("401");
        assertThat(answer("GET " + path() + "?limit=0 HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("400")
                .contains("limit");
        assertThat(answer("GET " + elsewhere + " HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("404");
    }

    private String answer(String call) throws IOException {
        try (Client client = new Client()) {
            return client.say(call).hear();
        }
    }
}
