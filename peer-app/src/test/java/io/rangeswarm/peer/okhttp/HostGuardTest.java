package io.rangeswarm.peer.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a peer does not call, whoever names him. */
@Timeout(60)
class HostGuardTest {

    @StartStop
    private final MockWebServer server = new MockWebServer();

    private final AtomicLong nanos = new AtomicLong();
    private final OkHttpClient patient = new OkHttpClient.Builder()
            .addInterceptor(new HostPatience(nanos::get))
            .build();

    private void call(int status) throws IOException {
        server.enqueue(new MockResponse.Builder().code(status).build());
        Request request = new Request.Builder().url(server.url("/files/x")).build();
        try (Response response = patient.newCall(request).execute()) {
            assertThat(response.code()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254:80",
                "http://[fd00:ec2::254]:80",
                "http://224.0.0.251:5353",
                "http://0.0.0.0:1",
                "http://[ff02::1]:1",
                "http://[::ffff:169.254.169.254]:80",
                "http://255.255.255.255:1"
            })
    void callsNobodyWhereNoPeerCanBe(String endpoint) {
        OkHttpNeighbours neighbours =
                new OkHttpNeighbours(HttpClients.forPeers(new ClientSetup(Duration.ofMillis(500))));
        Reply<?> reply = neighbours.manifest(
                new PeerEndpoint(endpoint), TestFile.of(1, 10).fileId());
        assertThat(reply).isInstanceOf(Reply.Unreachable.class);
        assertThat(reply.why()).contains("cannot be found");
    }

    @Test
    void aNameMeansWhatItFirstMeant() throws Exception {
        AtomicReference<String> now = new AtomicReference<>("203.0.113.7");
        AtomicInteger asked = new AtomicInteger();
        PeerAddresses addresses = new PeerAddresses(name -> {
            asked.incrementAndGet();
            return List.of(InetAddress.getByName(now.get()));
        });
        assertThat(addresses.lookup("evil.example")).containsExactly(InetAddress.getByName("203.0.113.7"));
        now.set("192.168.1.1");
        assertThat(addresses.lookup("evil.example")).containsExactly(InetAddress.getByName("203.0.113.7"));
        assertThat(asked).hasValue(1);
    }

    @Test
    void aNameMayNotStandForWhereNoPeerCanBe() {
        PeerAddresses addresses = new PeerAddresses(
                name -> List.of(InetAddress.getByName("203.0.113.7"), InetAddress.getByName("169.254.169.254")));
        assertThatThrownBy(() -> addresses.lookup("metadata.example")).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void leavesAHostAloneThatNeverAnswersAsAPeer() throws IOException {
        for (int i = 0; i < HostPatience.FAILURES_MAX; i++) {
            call(404);
        }
        assertThatThrownBy(() -> patient.newCall(
                                new Request.Builder().url(server.url("/")).build())
                        .execute())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("left alone");
        assertThat(server.getRequestCount()).isEqualTo(HostPatience.FAILURES_MAX);

        nanos.addAndGet(Duration.ofMinutes(11).toNanos());
        call(404);
    }

    @Test
    void anAnswerOfAPeerBeginsAnew() throws IOException {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < HostPatience.FAILURES_MAX - 1; i++) {
                call(404);
            }
            call(503);
        }
        assertThat(server.getRequestCount()).isEqualTo(3 * HostPatience.FAILURES_MAX);
    }
}
