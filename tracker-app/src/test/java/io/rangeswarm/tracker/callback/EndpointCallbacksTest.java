package io.rangeswarm.tracker.callback;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rangeswarm.model.access.EndpointProof;
import io.rangeswarm.tracker.core.swarm.Endpoint;
import io.rangeswarm.tracker.core.swarm.PeerId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndpointCallbacksTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final SecureRandom random = new SecureRandom();
    private final PeerId peer = PeerId.random(random);
    private final AtomicBoolean isLive = new AtomicBoolean(true);
    private final AtomicInteger calls = new AtomicInteger();
    private final Queue queue = new Queue();
    private final EndpointProbe probe = new EndpointProbe(Optional.empty(), random);
    private final EndpointCallbacks callbacks = new EndpointCallbacks(probe, id -> isLive.get(), queue);

    private final HttpServer server = newServer();

    /** Runs what is scheduled when it is told to. */
    private static final class Queue extends ScheduledThreadPoolExecutor {

        private final List<Runnable> tasks = new ArrayList<>();
        private final List<Duration> pauses = new ArrayList<>();

        Queue() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            tasks.add(task);
            pauses.add(Duration.ofMillis(unit.toMillis(delay)));
            return super.schedule(() -> {}, 0, TimeUnit.MILLISECONDS);
        }

        void runNext() {
            tasks.remove(0).run();
        }
    }

    private static HttpServer newServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        queue.shutdownNow();
    }

    private Endpoint endpoint() {
        return new Endpoint("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answerWith(String secret) {
        server.createContext("/api/v1/proofs/", call -> {
            calls.incrementAndGet();
            String path = call.getRequestURI().getPath();
            send(call, 200, EndpointProof.answer(path.substring(path.lastIndexOf('/') + 1), secret));
        });
    }

    private static void send(HttpExchange call, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.US_ASCII);
        call.sendResponseHeaders(status, body.length);
        call.getResponseBody().write(body);
        call.close();
    }

    @Test
    void handsOutWhoAnswersAsItself() {
        answerWith(SECRET);
        callbacks.arrived(peer, endpoint(), SECRET);
        queue.runNext();
        assertThat(callbacks.isHandedOut(peer)).isTrue();
        assertThat(calls).as("called once").hasValue(1);
        assertThat(queue.tasks).isEmpty();
    }

    @Test
    void handsOutNobodyAtWhoseEndpointAnotherAnswers() {
        answerWith("ffffffffffffffffffffffffffffffff");
        callbacks.arrived(peer, endpoint(), SECRET);
        assertThat(callbacks.isHandedOut(peer)).as("registration does not wait").isTrue();
        queue.runNext();
        assertThat(callbacks.isHandedOut(peer)).isFalse();
    }

    @Test
    void triesAgainEverMoreSeldomUntilThePeerAnswers() {
        Endpoint endpoint = endpoint();
        callbacks.arrived(peer, endpoint, SECRET); // 404: nothing is served yet
        for (int i = 0; i < 5; i++) {
            queue.runNext();
            assertThat(callbacks.isHandedOut(peer)).isFalse();
        }
        assertThat(queue.pauses).extracting(Duration::toSeconds).containsExactly(0L, 5L, 30L, 300L, 300L, 300L);
        answerWith(SECRET);
        queue.runNext();
        assertThat(callbacks.isHandedOut(peer)).isTrue();
        assertThat(queue.tasks).isEmpty();
    }

    @Test
    void forgetsWhoHasGone() {
        callbacks.arrived(peer, endpoint(), SECRET);
        queue.runNext();
        isLive.set(false);
        queue.runNext();
        assertThat(queue.tasks).isEmpty();
        assertThat(callbacks.isHandedOut(peer)).isTrue();
    }

    @Test
    void followsNoRedirect() {
        server.createContext("/elsewhere", call -> calls.incrementAndGet());
        server.createContext("/api/v1/proofs/", call -> {
            call.getResponseHeaders().set("Location", "/elsewhere");
            send(call, 302, "");
        });
        callbacks.arrived(peer, endpoint(), SECRET);
        queue.runNext();
        assertThat(callbacks.isHandedOut(peer)).isFalse();
        assertThat(calls).hasValue(0);
    }

    @Test
    void callsNobodyWhereNoPeerCanBe() {
        assertThat(probe.isReached(new Endpoint("http://169.254.169.254:80"), SECRET))
                .isFalse();
        assertThat(probe.isReached(
                        new Endpoint("http://0.0.0.0:" + server.getAddress().getPort()), SECRET))
                .isFalse();
    }

    /** A byte every half second would keep a thread for an hour. */
    @Test
    void whoDripsHasFiveSeconds() throws Exception {
        ExecutorService dripping = Executors.newSingleThreadExecutor();
        try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Future<?> drops = dripping.submit(() -> drip(slow));
            long start = System.nanoTime();
            assertThat(probe.isReached(new Endpoint("http://127.0.0.1:" + slow.getLocalPort()), SECRET))
                    .isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            drops.get(20, TimeUnit.SECONDS);
        } finally {
            dripping.shutdownNow();
        }
    }

    private static @Nullable Void drip(ServerSocket slow) throws IOException {
        try (Socket caller = slow.accept();
                InputStream in = caller.getInputStream()) {
            caller.setSoTimeout(500);
            while (true) {
                caller.getOutputStream().write('H');
                try {
                    if (in.read() < 0) {
                        return null;
                    }
                } catch (SocketTimeoutException time) {
                    // the next drop
                }
            }
        } catch (IOException gone) {
            return null;
        }
    }
}
