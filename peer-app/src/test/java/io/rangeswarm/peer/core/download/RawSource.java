package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A peer down to its socket, so that it can do everything wrong that a peer can do wrong. */
final class RawSource implements AutoCloseable {

    /** How it answers one request. When it returns the next request of that connection is read. */
    interface Manner {
        void answer(Socket connection, TestFile file, ByteRange asked) throws IOException, InterruptedException;
    }

    private static final Pattern RANGE = Pattern.compile("Range: bytes=([0-9]+)-([0-9]+)");

    final AtomicInteger requests = new AtomicInteger();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
    private final TestFile file;
    private final Manner manner;

    RawSource(TestFile file, Manner manner) throws IOException {
        this.file = file;
        this.manner = manner;
        inBackground(this::accept);
    }

    PeerEndpoint endpoint() {
        return new PeerEndpoint("http://127.0.0.1:" + server.getLocalPort());
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException ended) {
                // The other side has gone, or the test has ended.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket connection = server.accept();
            connections.add(connection);
            inBackground(() -> serve(connection));
        }
    }

    private void serve(Socket connection) throws IOException, InterruptedException {
        try (connection) {
            BufferedReader head =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
            ByteRange asked = new ByteRange(0, 0);
            for (String line = head.readLine(); line != null; line = head.readLine()) {
                Matcher range = RANGE.matcher(line);
                if (range.matches()) {
                    asked = new ByteRange(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)) + 1);
                } else if (line.isEmpty()) {
                    requests.incrementAndGet();
                    manner.answer(connection, file, asked);
                }
            }
        }
    }

    /** The right answer. */
    static void honest(Socket connection, TestFile file, ByteRange asked) throws IOException {
        head(connection, file, asked, asked.length(), "");
        body(connection, file, asked);
    }

    static void head(Socket connection, TestFile file, ByteRange said, long length, String moreHeaders)
            throws IOException {
        text(
                connection,
                "HTTP/1.1 206 Partial Content\r\nContent-Range: " + said.asContentRangeHeader(file.bytes().length)
                        + "\r\nContent-Length: " + length + "\r\n" + moreHeaders + "\r\n");
    }

    static void text(Socket connection, String text) throws IOException {
        OutputStream out = connection.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    static void body(Socket connection, TestFile file, ByteRange range) throws IOException {
        connection.getOutputStream().write(file.bytes(), (int) range.start(), (int) range.length());
        connection.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
