package io.rangeswarm.peer.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.peer.core.holding.Holding;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads that share a server: limits, slots, open files, and clients that behave badly. */
class UploadsTest {

    private static final int MIB = 1 << 20;
    private static final int SLOTS = 4;

    /** More than the sockets' buffers between two ends hold, so that a reader who stops keeps a transfer going. */
    private static final int BIG = 64 * MIB;

    @TempDir
    private Path temp;

    private Path share;
    private ServingPeer peer;

    @BeforeEach
    void start() throws IOException {
        share = temp.resolve("share");
        peer = new ServingPeer(share, SLOTS);
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
    }

    @Test
    void theLimitIsKept() throws Exception {
        byte[] bytes = shared("file", 8 * MIB);
        peer.limit.change(4 * MIB);
        long start = System.nanoTime();

        HttpResponse<byte[]> answer = peer.get(path("file"));

        assertThat(answer.body()).isEqualTo(bytes);
        assertThat(secondsSince(start)).isBetween(1.8, 4.0);
    }

    @Test
    void aLimitCatchesTheUploadsThatRun() throws Exception {
        shared("big", BIG);
        int inBuffers = 8 * MIB;
        for (int loop = 0; loop < Runtime.getRuntime().availableProcessors(); loop++) {
            try (Socket socket = startReading(path("big"))) {
                peer.limit.change(8 * MIB);
                long start = System.nanoTime();
                read(socket, inBuffers + 12 * MIB);
                assertThat(secondsSince(start)).isGreaterThan(1.3);

                peer.limit.change(Long.MAX_VALUE);
                read(socket, BIG - inBuffers - 12 * MIB);
                assertThat(secondsSince(start)).isLessThan(8);
            }
        }
    }

    @Test
    void aLimitCatchesTheUploadsOfEveryLoop() throws Exception {
        shared("big", BIG);
        try (Socket one = startReading(path("big"));
                Socket another = startReading(path("big"))) {
            peer.limit.change(8 * MIB);
            long start = System.nanoTime();
            int inBuffers = 8 * MIB;
            read(one, inBuffers + 6 * MIB);
            read(another, inBuffers + 6 * MIB);
            assertThat(secondsSince(start)).isGreaterThan(1.3);
        }
    }

    @Test
    void whoBecomesExemptIsNotLimitedAnyMore() throws Exception {
        shared("big", BIG);
        peer.limit.change(MIB);
        try (Socket socket = startReading(path("big"))) {
            read(socket, MIB / 10);
            long start = System.nanoTime();

            peer.exempt.add(InetAddress.getLoopbackAddress());

            read(socket, BIG - MIB / 10);
            assertThat(secondsSince(start)).isLessThan(20);
        }
    }

    @Test
    void whoIsExemptIsNotLimited() throws Exception {
        shared("file", 4 * MIB);
        peer.exempt.add(InetAddress.getLoopbackAddress());
        peer.limit.change(1000);

        assertThat(peer.get(path("file")).body()).hasSize(4 * MIB);
        try (Socket limited = startReading(path("file"), "127.0.0.2")) {
            assertThat(peer.slots.active()).isEqualTo(1);
            assertThat(limited.isConnected()).isTrue();
        }
    }

    @Test
    void readersThatStopCostTheOthersNothing() throws Exception {
        shared("big", BIG);
        shared("file", 8 * MIB);
        peer.limit.change(16 * MIB);
        try (Socket stuck = startReading(path("big"));
                Socket alsoStuck = startReading(path("big"))) {
            long start = System.nanoTime();
            assertThat(peer.get(path("file")).body()).hasSize(8 * MIB);
            // What the two took into their buffers, and the file itself, at 16 MiB/s.
            assertThat(secondsSince(start)).isLessThan(4);
            assertThat(stuck.isConnected() && alsoStuck.isConnected()).isTrue();
            assertThat(peer.slots.active()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aTurnThatIsWaitedForIsNoSilenceOfTheClient() throws Exception {
        peer.close();
        peer = new ServingPeer(share, SLOTS, "server.tomcat.connection-timeout=300ms");
        shared("file", 2 * MIB);
        peer.limit.change(1000);
        try (Socket socket = startReading(path("file"))) {
            read(socket, 1500); // takes longer than the timeout
            peer.limit.change(Long.MAX_VALUE);
            read(socket, 2 * MIB - 1500);
        }
    }

    @Test
    void aNewcomerIsServedWhenAllSlotsAreTaken() throws Exception {
        shared("big", BIG);
        List<Socket> greedy = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            greedy.add(startReading(path("big")));
        }

        HttpResponse<byte[]> refused = peer.get(path("big"), "Range", "bytes=0-9");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(Integer.parseInt(refused.headers()
                        .firstValue("Rangeswarm-Retry-After-Millis")
                        .orElseThrow()))
                .isBetween(20, 1000);
        assertThat(new String(refused.body(), ISO_8859_1)).contains(ProblemType.UNAVAILABLE.uri());

        try (Socket newcomer = startReading(path("big"), "127.0.0.2")) {
            assertThat(peer.slots.active()).isEqualTo(SLOTS + 1);
            assertThat(newcomer.isConnected()).isTrue();
        }
        for (Socket socket : greedy) {
            socket.close();
        }
        await().until(() -> peer.slots.active() == 0);
    }

    @Test
    void filesAreOpenedOnceAndBounded() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            shared(name, 3 * MIB + name.charAt(0));
        }
        for (int round = 0; round < 3; round++) {
            for (int index = 0; index < 3; index++) {
                peer.get(path("a"), "Range", "bytes=" + index * MIB + "-" + ((index + 1) * MIB - 1));
            }
        }
        assertThat(peer.files.opened()).isEqualTo(1);

        for (String name : List.of("b", "c", "a")) {
            assertThat(peer.get(path(name)).statusCode()).isEqualTo(200);
        }
        assertThat(peer.files.opened()).isEqualTo(4);
        assertThat(peer.files.count()).isEqualTo(ServingPeer.OPEN_FILES_MAX);
    }

    @Test
    void aFileThatIsSentStaysOpenUntilItIs() throws Exception {
        byte[] bytes = shared("big", BIG);
        for (String name : List.of("a", "b", "c")) {
            shared(name, MIB + name.charAt(0));
        }
        try (Socket socket = startReading(path("big"))) {
            for (String name : List.of("a", "b", "c")) {
                peer.get(path(name));
            }
            Files.delete(share.resolve("big"));
            peer.folder.scan();

            byte[] read = read(socket, BIG - MIB);
            assertThat(read[BIG - MIB - 1]).isEqualTo(bytes[BIG - MIB - 1]);
        }
        await().until(() -> peer.slots.active() == 0);
    }

    @Test
    void aFileReplacedWhileItIsKeptOpenIsNeverServed() throws Exception {
        shared("file", 3 * MIB);
        String before = path("file");
        assertThat(peer.get(before, "Range", "bytes=0-1048575").statusCode()).isEqualTo(206);
        byte[] other = new byte[3 * MIB];
        Arrays.fill(other, (byte) 1);
        Path beside = temp.resolve("other");
        Files.write(beside, other);
        Files.setLastModifiedTime(beside, Files.getLastModifiedTime(share.resolve("file")));
        Files.move(beside, share.resolve("file"), StandardCopyOption.REPLACE_EXISTING);

        assertThat(peer.get(before, "Range", "bytes=0-1048575").statusCode())
                .as("the same name, length and time, but another file")
                .isEqualTo(404);
        peer.folder.scan();
        assertThat(peer.get(before).statusCode()).isEqualTo(404);
        assertThat(peer.get(path("file")).body()).isEqualTo(other);
    }

    @Test
    void aFileCutShortWhileItIsSentEndsTheConnection() throws Exception {
        shared("big", BIG);
        try (Socket socket = startReading(path("big"))) {
            try (FileChannel file = FileChannel.open(share.resolve("big"), StandardOpenOption.WRITE)) {
                file.truncate(MIB);
            }

            assertThat(socket.getInputStream().readAllBytes().length).isLessThan(BIG);
        }
        await().until(() -> peer.slots.active() == 0);
        assertThat(peer.get(path("big")).statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsWithdrawnIsClosed() throws Exception {
        shared("file", MIB);
        peer.get(path("file"));
        assertThat(peer.files.count()).isEqualTo(1);

        Files.delete(share.resolve("file"));
        peer.folder.scan();

        assertThat(peer.files.count()).isZero();
    }

    @Test
    void oneConnectionAsksForContentAndAllElseInAnyOrder() throws Exception {
        byte[] bytes = shared("file", 3 * MIB);
        String chunk = "GET " + path("file") + " HTTP/1.1\r\nHost: localhost\r\nRange: bytes=1048576-2097151\r\n";
        try (Socket socket = connect("127.0.0.1")) {
            for (int round = 0; round < 3; round++) {
                for (String rest : List.of("\r\n", "Content-Length: 4\r\n\r\nbody", "Accept: */*\r\n\r\n")) {
                    assertThat(ask(socket, chunk + rest)).isEqualTo(Arrays.copyOfRange(bytes, MIB, 2 * MIB));
                }
                assertThat(new String(
                                ask(socket, "GET /files/" + "0".repeat(64) + "/x HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                                ISO_8859_1))
                        .contains(ProblemType.UNKNOWN_FILE.uri());
                socket.getOutputStream().write(chunk.substring(0, 20 + round).getBytes(ISO_8859_1));
                await().pollDelay(Duration.ofMillis(20)).until(() -> true); // a head in two pieces
                assertThat(ask(socket, chunk.substring(20 + round) + "\r\n"))
                        .isEqualTo(Arrays.copyOfRange(bytes, MIB, 2 * MIB));
            }
        }
    }

    @Test
    void clientsThatAskAndNeverReadBlockNobody() throws Exception {
        shared("file", 2 * MIB);
        String request = "GET " + path("file") + " HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-0\r\n\r\n";
        List<Socket> rude = new ArrayList<>();
        for (int i = 0; i < SLOTS - 1; i++) {
            Socket socket = connect("127.0.0.1");
            rude.add(socket);
            ask(socket, request);
        }
        for (int round = 0; round < 2000; round++) {
            for (Socket socket : rude) {
                socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            }
            if (round % 100 == 0) {
                assertThat(peer.get(path("file"), "Range", "bytes=0-1048575").statusCode())
                        .isIn(206, 503);
            }
        }
        long start = System.nanoTime();
        await().until(() -> peer.get(path("file")).statusCode() == 200);

        assertThat(secondsSince(start)).isLessThan(5);
        for (Socket socket : rude) {
            socket.close();
        }
    }

    private byte[] shared(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Files.write(share.resolve(name), bytes);
        peer.folder.scan();
        return bytes;
    }

    private Holding holding(String name) {
        return peer.holdings.all().stream()
                .filter(held -> held.names().first().value().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String path(String name) {
        return "/files/" + holding(name).fileId();
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 << 10);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), peer.port()));
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Asks for the path and reads no further than the head of the answer. */
    private Socket startReading(String path, String from) throws IOException {
        Socket socket = connect(from);
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1));
        assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 200 ");
        return socket;
    }

    private Socket startReading(String path) throws IOException {
        return startReading(path, "127.0.0.1");
    }

    /** Sends the request and reads exactly its answer's body. */
    private static byte[] ask(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        String head = head(socket.getInputStream());
        int length = head.lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .mapToInt(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
                .findFirst()
                .orElseThrow();
        return read(socket, length);
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            assertThat(next).as("after " + head).isNotNegative();
            head.append((char) next);
        }
        return head.toString();
    }

    private static byte[] read(Socket socket, int length) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(length);
        assertThat(bytes).hasSize(length);
        return bytes;
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
