package io.rangeswarm.swarm;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import okio.Buffer;
import okio.Okio;
import okio.Sink;
import okio.Source;
import okio.Throttler;

/**
 * A thin line to a peer: carries TCP connections, shapes and counts the bytes that come back, and can break. Its
 * target is told after it has been made, because a peer has to know its own endpoint when it starts. Safe for many
 * threads.
 */
final class ThrottlingProxy implements Closeable {

    private static final int BLOCK_BYTES = 16 << 10;

    private final ServerSocket server;
    private final Throttler throttler = new Throttler();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytesBack = new AtomicLong();
    private volatile int targetPort;

    ThrottlingProxy() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    void leadsTo(int port) {
        targetPort = port;
    }

    /** All connections together get so much; 0 is no limit. */
    void limitTo(long bytesPerSecond) {
        throttler.bytesPerSecond(bytesPerSecond);
    }

    /** Bytes that came back through it, headers included. */
    long bytesBack() {
        return bytesBack.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                threads.execute(() -> carry(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void carry(Socket client) {
        try (client;
                Socket target = new Socket()) {
            open.add(target);
            target.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort));
            threads.execute(() -> pump(client, target, false));
            pump(target, client, true);
        } catch (IOException broken) {
            // The same as a broken line: both ends see it closed.
        } finally {
            open.remove(client);
        }
    }

    private void pump(Socket from, Socket to, boolean shaped) {
        try (from;
                to) {
            Source source = Okio.source(from);
            Sink sink = shaped ? throttler.sink(Okio.sink(to)) : Okio.sink(to);
            Buffer block = new Buffer();
            for (long read = source.read(block, BLOCK_BYTES); read >= 0; read = source.read(block, BLOCK_BYTES)) {
                sink.write(block, read);
                sink.flush();
                if (shaped) {
                    bytesBack.addAndGet(read);
                }
            }
        } catch (IOException broken) {
            // As above.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    /** Breaks every connection that is open now. */
    void cut() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException alreadyBroken) {
                // That is what was wanted.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
        limitTo(0);
        threads.shutdownNow();
    }
}
