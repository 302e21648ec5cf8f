package io.rangeswarm.peer.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Trackers and peers whose answers are small on the line and 256 MiB once they are unpacked. */
@Timeout(60)
class CompressedBombTest {

    private static final TestFile FILE = TestFile.of(1, 2000);
    private static final int MIB = 1 << 20;

    @StartStop
    private final MockWebServer server = new MockWebServer();

    private PeerEndpoint endpoint() {
        return new PeerEndpoint("http://127.0.0.1:" + server.getPort());
    }

    private static Buffer packed() throws IOException {
        Buffer bomb = new Buffer();
        byte[] spaces = " ".repeat(MIB).getBytes(StandardCharsets.US_ASCII);
        try (BufferedSink sink = Okio.buffer(new GzipSink(bomb))) {
            for (int mib = 0; mib < 256; mib++) {
                sink.write(spaces);
            }
        }
        assertThat(bomb.size()).isLessThan(MIB);
        return bomb;
    }

    private void answerPacked() throws IOException {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .addHeader("Content-Encoding", "gzip")
                .body(packed())
                .build());
    }

    @Test
    void ofATrackerIsNotUnpackedBeyondTheBoundOfAnAnswer() throws IOException {
        OkHttpTracker tracker = new OkHttpTracker(endpoint(), HttpClients.forCalls(Duration.ofSeconds(20)));
        answerPacked();
        assertThat(tracker.files("", 0, 5).why()).contains("more than 8388608 bytes");
        answerPacked();
        assertThat(tracker.manifest(FILE.fileId()).answer()).isEmpty();
    }

    @Test
    void ofANeighbourLikewise() throws IOException {
        OkHttpNeighbours neighbours = new OkHttpNeighbours(HttpClients.forCalls(Duration.ofSeconds(20)));
        answerPacked();
        assertThat(neighbours.manifest(endpoint(), FILE.fileId()).answer()).isEqualTo(Optional.empty());
    }
}
