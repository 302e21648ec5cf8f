package io.rangeswarm.peer.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.download.Cancellation;
import io.rangeswarm.peer.core.download.ChunkRun;
import io.rangeswarm.peer.core.download.FetchResult;
import io.rangeswarm.peer.core.limit.Bandwidth;
import io.rangeswarm.peer.core.limit.DownloadLimit;
import io.rangeswarm.peer.core.limit.LimitExemption;
import io.rangeswarm.peer.core.limit.Limits;
import io.rangeswarm.peer.core.limit.TransferLimits;
import io.rangeswarm.peer.core.store.PartFile;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import okio.Buffer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Chunks that come over a real connection and have to wait for the download limit. */
@Timeout(60)
class LimitedDownloadTest {

    private static final TestFile SMALL = TestFile.of(1, 1000);

    /** Too large for a client to have it in its buffers when the connection breaks. */
    private static final TestFile LARGE = TestFile.of(2, 1_000_000);

    private static final Duration STALL_TIMEOUT = Duration.ofMillis(300);

    @StartStop
    private final MockWebServer server = new MockWebServer();

    @TempDir
    private Path temp;

    private final TransferLimits limits = new TransferLimits(Limits.NONE.withDownload(Bandwidth.parse("1KB")));

    private FetchResult fetch(TestFile file, LongSupplier nanoTime, Cancellation cancellation) {
        server.enqueue(new MockResponse.Builder()
                .code(206)
                .addHeader(
                        "Content-Range", file.manifest().layout().rangeOf(0).asContentRangeHeader(file.bytes().length))
                .body(new Buffer().write(file.bytes()))
                .build());
        OkHttpChunkSource source = new OkHttpChunkSource(
                HttpClients.forChunks(STALL_TIMEOUT), bytes -> {}, new DownloadLimit(limits, nanoTime));
        PeerEndpoint peer = new PeerEndpoint("http://localhost:" + server.getPort());
        try (PartFile store = PartFile.create(temp.resolve("d"), new FileName("f"), file.manifest())) {
            return source.fetch(peer, store, ChunkRun.of(0), cancellation, index -> {});
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void waitingForTheLimitIsNotTheSourcesSilence() {
        long start = System.nanoTime();

        FetchResult result = fetch(SMALL, System::nanoTime, new Cancellation()); // a turn of 1 KB takes a second

        assertThat(result).isInstanceOf(FetchResult.Verified.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(STALL_TIMEOUT);
    }

    @Test
    void cancellationEndsTheWait() throws Exception {
        Cancellation cancellation = new Cancellation();
        CompletableFuture<FetchResult> result = new CompletableFuture<>();
        Thread fetching =
                new Thread(() -> result.complete(fetch(LARGE, () -> 0, cancellation))); // its turn never comes
        fetching.setDaemon(true);
        fetching.start();
        Awaitility.await().until(() -> isWaitingForItsTurn(fetching));

        cancellation.cancel();

        assertThat(result.get(30, TimeUnit.SECONDS)).isInstanceOf(FetchResult.Cancelled.class);
    }

    private static boolean isWaitingForItsTurn(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().startsWith(DownloadLimit.class.getName())) {
                return thread.getState() == Thread.State.TIMED_WAITING;
            }
        }
        return false;
    }

    @Test
    void exemptIsWhomTheConnectionLeadsToWhateverItsName() {
        limits.change(present -> present.withExempt(LimitExemption.LOOPBACK));

        assertThat(fetch(LARGE, () -> 0, new Cancellation())).isInstanceOf(FetchResult.Verified.class);
    }
}
