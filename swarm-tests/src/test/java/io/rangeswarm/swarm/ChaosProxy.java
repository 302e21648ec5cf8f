package io.rangeswarm.swarm;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import okio.Buffer;
import okio.Okio;
import okio.Sink;
import okio.Source;
import okio.Throttler;

/**
 * A bad line to a peer: carries TCP connections, shapes and counts the bytes that come back, delays them, flips bits in
 * them, falls silent and breaks, as it is told. Its target is told after it has been made, because a peer has to know its
 * own endpoint when it starts. Safe for many threads.
 */
final class ChaosProxy implements Closeable {

    private static final int BLOCK_BYTES = 8 << 10;

    private final ServerSocket server;
    private final Throttler throttler = new Throttler();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytesBack = new AtomicLong();
    private volatile int targetPort;
    private volatile double wrongShare;
    private volatile long delayNanosMax;
    private volatile boolean silent;

    /** Chance comes from here; which connection draws first is the scheduler's. */
    private final Random random = new Random(11);

    ChaosProxy() throws IOException {
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

    /** So many of the blocks of 8 KiB that come back whole have one wrong byte: heads and short answers stay right. */
    void corrupt(double share) {
        wrongShare = share;
    }

    /** Each block that comes back does so later by a time up to this one, so that they come in fits. */
    void delay(Duration most) {
        delayNanosMax = most.toNanos();
    }

    /** Connections stay open, and nothing comes back of what is sent: half-open, as after a router's death. */
    void fallSilent(boolean silent) {
        this.silent = silent;
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
                if (shaped) {
                    spoil(block);
                }
                sink.write(block, block.size());
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

    private void spoil(Buffer block) {
        if (silent) {
            block.clear();
        }
        if (block.size() == BLOCK_BYTES && random.nextDouble() < wrongShare) {
            byte[] bytes = block.readByteArray();
            bytes[random.nextInt(BLOCK_BYTES)] ^= 1;
            block.write(bytes);
        }
        if (delayNanosMax > 0) {
            LockSupport.parkNanos(random.nextLong(delayNanosMax));
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
