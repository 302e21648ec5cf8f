package io.rangeswarm.swarm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ChunksRegistration;
import io.rangeswarm.model.api.FileRegistration;
import io.rangeswarm.model.api.FilesRegistered;
import io.rangeswarm.model.api.FilesRegistration;
import io.rangeswarm.model.api.LeaseRenewal;
import io.rangeswarm.model.api.PeerRegistered;
import io.rangeswarm.model.api.PeerRegistration;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okio.Buffer;
import okio.Okio;
import okio.Sink;
import okio.Throttler;

/**
 * A peer that does what a test wants: it registers whatever it is told to and answers range requests for one file, from
 * content that may be right or wrong, as slowly as wished. Safe for many threads.
 */
final class FakePeer implements Closeable {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService heartbeats = Executors.newSingleThreadScheduledExecutor();
    private final Throttler throttler = new Throttler();
    private final byte[] content;
    private final Gauge gauge = new Gauge();
    private final Gauge shared;
    private final List<Membership> memberships = new CopyOnWriteArrayList<>();

    /** Counts requests under way, now and at the most. */
    static final class Gauge {
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger begun = new AtomicInteger();

        void begin() {
            begun.incrementAndGet();
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
        }

        void end() {
            now.decrementAndGet();
        }

        int most() {
            return most.get();
        }

        int begun() {
            return begun.get();
        }
    }

    /**
     * @param content what it answers with
     * @param shared counts the requests of several fakes together
     */
    FakePeer(byte[] content, Gauge shared) throws IOException {
        this.content = content;
        this.shared = shared;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext(ApiPaths.CONTENT, this::answer);
        server.start();
    }

    FakePeer(byte[] content) throws IOException {
        this(content, new Gauge());
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All answers together get so much; 0 is no limit. */
    FakePeer limitTo(long bytesPerSecond) {
        throttler.bytesPerSecond(bytesPerSecond, 8 << 10, 16 << 10);
        return this;
    }

    Gauge requests() {
        return gauge;
    }

    private void answer(HttpExchange exchange) throws IOException {
        Matcher range =
                RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
        gauge.begin();
        shared.begin();
        // The client may send its next request the moment it has the last byte: a request counts until just before.
        int last = 1;
        try (exchange) {
            boolean part = range.matches();
            int from = part ? Integer.parseInt(range.group(1)) : 0;
            int to = part && !range.group(2).isEmpty() ? Integer.parseInt(range.group(2)) + 1 : content.length;
            if (part) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + content.length);
            }
            exchange.sendResponseHeaders(part ? 206 : 200, to - from);
            Sink body = throttler.sink(Okio.sink(exchange.getResponseBody()));
            body.write(new Buffer().write(content, from, to - last - from), to - last - from);
            end();
            last = 0;
            exchange.getResponseBody().write(content, to - 1, 1);
        } finally {
            if (last != 0) {
                end();
            }
        }
    }

    private void end() {
        gauge.end();
        shared.end();
    }

    /** Registers this peer and keeps it registered until it is closed, however long a busy machine makes a test. */
    Membership register(String trackerUrl) {
        PeerRegistered given = Http.ok(
                        Http.post(trackerUrl + ApiPaths.PEERS, new PeerRegistration(url(), null, "fake", null)))
                .as(PeerRegistered.class);
        Membership membership = new Membership(trackerUrl, given);
        memberships.add(membership);
        var unused = heartbeats.scheduleWithFixedDelay(membership::renew, 3, 3, TimeUnit.SECONDS);
        return membership;
    }

    /** A registered peer's side of the tracker's API. */
    record Membership(String trackerUrl, PeerRegistered self) {

        String bearer() {
            return "Bearer " + self.token();
        }

        void renew() {
            Http.put(
                    trackerUrl + ApiPaths.peerLease(self.peerId()),
                    new LeaseRenewal(null, null),
                    "Authorization",
                    bearer());
        }

        void leave() {
            Http.ok(Http.delete(trackerUrl + ApiPaths.peer(self.peerId()), "Authorization", bearer()));
        }

        FilesRegistered share(FileRegistration... files) {
            return Http.ok(Http.post(
                            trackerUrl + ApiPaths.peerFiles(self.peerId()),
                            new FilesRegistration(Arrays.asList(files)),
                            "Authorization",
                            bearer()))
                    .as(FilesRegistered.class);
        }

        /** Registers one more chunk of a file that it has registered before. */
        void registerChunk(FileId fileId, int index) {
            Http.ok(Http.post(
                    trackerUrl + ApiPaths.peerFileChunks(self.peerId(), fileId),
                    new ChunksRegistration(List.of(index)),
                    "Authorization",
                    bearer()));
        }

        /** Registers the whole file. */
        FilesRegistered share(String name, Manifest manifest) {
            return share(FileRegistration.of(
                    new FileName(name), manifest, ChunkSet.all(manifest.layout().chunkCount())));
        }
    }

    /** A peer of which only the registration matters. */
    static Membership absent(String trackerUrl, int port) {
        PeerRegistered given = Http.ok(Http.post(
                        trackerUrl + ApiPaths.PEERS,
                        new PeerRegistration("http://127.0.0.1:" + port, null, "absent", null)))
                .as(PeerRegistered.class);
        return new Membership(trackerUrl, given);
    }

    @Override
    public void close() {
        heartbeats.shutdownNow();
        memberships.forEach(Membership::leave);
        throttler.bytesPerSecond(0);
        server.stop(0);
        threads.shutdownNow();
    }

    /** The content with one bit of every chunk wrong. */
    static byte[] corrupted(byte[] content, Manifest manifest) {
        byte[] wrong = content.clone();
        List<Integer> indexes =
                ChunkSet.all(manifest.layout().chunkCount()).stream().boxed().toList();
        for (int index : indexes) {
            wrong[(int) manifest.layout().rangeOf(index).start() + 7] ^= 1;
        }
        return wrong;
    }
}
