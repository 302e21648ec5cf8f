package io.rangeswarm.swarm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Locale;

/** One connection to a peer, byte by byte: what HTTP clients hide, such as the order of answers and how it ends. */
final class RawConnection implements Closeable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    RawConnection(AppProcess peer) throws IOException {
        socket = new Socket("localhost", peer.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a request without waiting for an answer. */
    void ask(String path, String... headerLines) throws IOException {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String line : headerLines) {
            request.append(line).append("\r\n");
        }
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(US_ASCII));
    }

    /** Reads the next answer's head; returns the length of its body. */
    int readHead() throws IOException {
        int length = -1;
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return length;
    }

    /** Reads exactly so many bytes, or what there is before the end. */
    byte[] read(int length) throws IOException {
        return in.readNBytes(length);
    }

    /** Reads the next answer's body. */
    byte[] readAnswer() throws IOException {
        return read(readHead());
    }

    /** Whether the peer has closed the connection in order; waits for it. A broken one is an IOException. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection ended in the middle of an answer's head");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
