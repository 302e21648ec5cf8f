package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.LimitsChange;
import io.rangeswarm.model.api.LimitsView;
import io.rangeswarm.model.api.Problem;
import io.rangeswarm.model.content.FileId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a peer may send and receive per second, as somebody with a stop-watch and curl sees it. */
class LimitsIT {

    private static final byte[] CONTENT = TestFiles.bytes(1, 48 * MIB);
    private static final FileId FILE = TestFiles.manifest(CONTENT).fileId();
    private static final byte[] SMALL = TestFiles.bytes(2, 12 * MIB);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static AppProcess tracker;
    private static AppProcess seed;

    @BeforeAll
    static void startTrackerAndSeed() throws IOException {
        TestFiles.write(swarm.folder("seed").resolve("big.bin"), CONTENT);
        TestFiles.write(swarm.folder("seed").resolve("small.bin"), SMALL);
        tracker = swarm.tracker("tracker");
        seed = swarm.peer("seed", tracker, "--upload-limit=4MB");
        awaitListed(tracker, "big.bin");
    }

    @BeforeEach
    void limitUploads() {
        change(new LimitsChange("4MB", "none", "none"));
    }

    private static LimitsView change(LimitsChange change) {
        return Http.ok(Http.put(seed.url() + ApiPaths.LIMITS, change)).as(LimitsView.class);
    }

    /** One reader of the file, who reads as fast as bytes come and can stop. */
    private static final class Reader implements AutoCloseable {
        private final InputStream bytes;
        private long start = System.nanoTime();
        private long read;

        Reader() throws IOException {
            bytes = URI.create(seed.url() + ApiPaths.content(FILE)).toURL().openStream();
        }

        Reader readFor(double seconds) {
            start = System.nanoTime();
            read = 0;
            byte[] buffer = new byte[16 << 10];
            try {
                for (int count = 0; count >= 0 && elapsed() < seconds; count = bytes.read(buffer)) {
                    read += count;
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            return this;
        }

        private double elapsed() {
            return (System.nanoTime() - start) / 1e9;
        }

        double mibPerSecond() {
            return read / elapsed() / MIB;
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }

    /** The lower bound is wider, for a machine that has other things to do. */
    private static void assertRate(double mibPerSecond, double limit) {
        assertThat(mibPerSecond).isBetween(0.9 * limit, 1.05 * limit);
    }

    @Test
    void uploadLimitIsKeptOverFiveSeconds() throws IOException {
        try (Reader reader = new Reader()) {
            reader.readFor(0.5);
            assertRate(reader.readFor(5).mibPerSecond(), 4);
        }
    }

    @Test
    void twoReadersShareTheLimitAndAChangeHoldsForBoth() throws IOException {
        try (Reader one = new Reader();
                Reader another = new Reader()) {
            for (int limit : new int[] {4, 2}) {
                change(new LimitsChange(limit + "MB", null, null));
                CompletableFuture<Reader> warmUp = CompletableFuture.supplyAsync(() -> another.readFor(0.5));
                one.readFor(0.5);
                warmUp.join();
                CompletableFuture<Double> others =
                        CompletableFuture.supplyAsync(() -> another.readFor(4).mibPerSecond());
                double mine = one.readFor(4).mibPerSecond();
                assertRate(mine + others.join(), limit);
                assertThat(mine).isBetween(0.4 * limit, 0.6 * limit);
            }
        }
    }

    @Test
    void whoIsExemptIsNotLimited() throws IOException {
        change(new LimitsChange("1KB", null, "loopback"));
        try (Reader reader = new Reader()) {
            assertThat(reader.readFor(60).read).isEqualTo(CONTENT.length);
        }
    }

    @Test
    void downloadLimitOfGetIsKept() {
        change(new LimitsChange("none", null, null));
        long start = System.nanoTime();
        AppProcess get =
                swarm.command("get", "small.bin", "--to=limited", "--download-limit=4MB", "--tracker=" + tracker.url());

        assertThat(get.awaitExit()).as(get.log()).isZero();
        assertThat((System.nanoTime() - start) / 1e9).isGreaterThan(0.95 * 12 / 4);
        assertThat(swarm.folder("limited").resolve("small.bin")).hasBinaryContent(SMALL);
    }

    @Test
    void theLimitsCommandShowsAndChangesThem() {
        AppProcess change =
                swarm.command("limits", "--upload-limit=3MB", "--limits-exempt=private", "--peer=" + seed.url());
        assertThat(change.awaitExit()).as(change.log()).isZero();
        assertThat(change.output().strip()).isEqualTo("upload 3MiB/s, download none, exempt private");

        AppProcess show = swarm.command("limits", "--json", "--peer=" + seed.url());
        AppProcess status = swarm.command("status", "--peer=" + seed.url());
        assertThat(show.awaitExit()).as(show.log()).isZero();
        assertThat(Http.JSON.readValue(show.output(), LimitsView.class))
                .isEqualTo(new LimitsView("3MiB/s", "none", "private", 3L * MIB, null));
        assertThat(status.awaitExit()).isZero();
        assertThat(status.output()).contains("limits: upload 3MiB/s");
    }

    @Test
    void nonsenseIsExplainedAndChangesNothing() {
        Http.Answer answer = Http.put(seed.url() + ApiPaths.LIMITS, Map.of("upload", "10MBB"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.as(Problem.class).detail()).contains("upload: '10MBB' is not a rate", "20MB");
        assertThat(Http.get(seed.url() + ApiPaths.LIMITS, LimitsView.class).upload())
                .isEqualTo("4MiB/s");
    }
}
