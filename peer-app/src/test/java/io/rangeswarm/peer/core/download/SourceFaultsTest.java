package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.exchange.Contacts;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.limit.DownloadLimit;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.FakeTracker;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.okhttp.HttpClients;
import io.rangeswarm.peer.okhttp.OkHttpChunkSource;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One source that does something wrong, beside one that does everything right: the download ends, with the right bytes;
 * nothing is held against the one; and no thread is left behind.
 */
@Timeout(60)
class SourceFaultsTest {

    private static final TestFile FILE = TestFile.of(7, 9 * TestFile.CHUNK + 777);
    private static final Duration STALL_TIMEOUT = Duration.ofMillis(300);

    @TempDir
    private Path temp;

    private final FakeTracker tracker = new FakeTracker();
    private final TestThreads threads = new TestThreads();

    private Downloads downloads() {
        return new Downloads(new DownloadContext(
                tracker,
                new FakeSwarm(),
                new OkHttpChunkSource(HttpClients.forChunks(STALL_TIMEOUT), bytes -> {}),
                DownloadLimit.none(),
                new FakeLibrary(temp),
                new Holdings(),
                new Contacts(InstantSource.system(), new Random(1)),
                new DownloadSettings(1, new FetchLimits(8, 4), Duration.ofMillis(20), Duration.ofMillis(50)),
                Optional::empty,
                endpoint -> false,
                OptionalInt::empty,
                InstantSource.system(),
                threads,
                () -> new Random(1)));
    }

    /** Downloads beside a source of that manner, and tells how that one did. */
    private SourceReport besides(RawSource.Manner faulty) throws Exception {
        try (RawSource bad = new RawSource(FILE, faulty);
                RawSource good = new RawSource(FILE, RawSource::honest)) {
            tracker.locate(
                    FILE.manifest(),
                    Map.of(
                            bad.endpoint(), ChunkSet.all(FILE.chunkCount()),
                            good.endpoint(), ChunkSet.all(FILE.chunkCount())));
            Download download = downloads().start(FILE.fileId(), Optional.of(new FileName("f")));
            assertThat(download.awaitEnd(Duration.ofSeconds(40))).isTrue();
            threads.awaitIdle();

            assertThat(download.progress().state()).isEqualTo(DownloadState.COMPLETE);
            assertThat(Files.readAllBytes(temp.resolve("f"))).isEqualTo(FILE.bytes());
            SourceReport healthy = reportOf(download, good.endpoint());
            assertThat(healthy.failures()).isZero();
            assertThat(healthy.strikes()).isZero();
            assertThat(bad.requests).as("the faulty one was asked").hasPositiveValue();
            return reportOf(download, bad.endpoint());
        }
    }

    private static SourceReport reportOf(Download download, PeerEndpoint source) {
        return download.progress().sources().stream()
                .filter(report -> report.endpoint().equals(source.url()))
                .findFirst()
                .orElseThrow();
    }

    private static void assertUseless(SourceReport faulty) {
        assertThat(faulty.bytes()).isZero();
        assertThat(faulty.failures()).isPositive();
        assertThat(faulty.strikes()).isZero();
    }

    private static void forever() throws InterruptedException {
        TimeUnit.HOURS.sleep(1);
    }

    @Test
    void fallsSilentBeforeItsHeaders() throws Exception {
        assertThat(besides((connection, file, asked) -> forever()).bytes()).isZero();
    }

    @Test
    void fallsSilentInItsBody() throws Exception {
        SourceReport faulty = besides((connection, file, asked) -> {
            RawSource.head(connection, file, asked, asked.length(), "");
            RawSource.body(connection, file, new ByteRange(asked.start(), asked.start() + 100_000));
            forever();
        });

        assertThat(faulty.bytes()).isZero();
    }

    @Test
    void dripsAByteNowAndThen() throws Exception {
        SourceReport faulty = besides((connection, file, asked) -> {
            RawSource.head(connection, file, asked, asked.length(), "");
            for (long at = asked.start(); at < asked.end(); at++) {
                RawSource.body(connection, file, ByteRange.ofLength(at, 1));
                TimeUnit.MILLISECONDS.sleep(50); // is what it does wrong; nothing waits for it
            }
        });

        assertThat(faulty.bytes()).isZero();
    }

    @Test
    void resetsInItsBody() throws Exception {
        assertUseless(besides((connection, file, asked) -> {
            RawSource.head(connection, file, asked, asked.length(), "");
            RawSource.body(connection, file, new ByteRange(asked.start(), asked.start() + 500));
            connection.setSoLinger(true, 0);
            connection.close();
        }));
    }

    @Test
    void answersARangeWithTheWholeFile() throws Exception {
        assertUseless(besides((connection, file, asked) -> {
            RawSource.text(connection, "HTTP/1.1 200 OK\r\nContent-Length: " + file.bytes().length + "\r\n\r\n");
            RawSource.body(connection, file, new ByteRange(0, file.bytes().length));
        }));
    }

    @Test
    void saysThatItSendsMore() throws Exception {
        assertUseless(besides((connection, file, asked) -> {
            RawSource.head(connection, file, asked, asked.length() + 1, "");
            RawSource.body(connection, file, asked);
            RawSource.text(connection, "x");
        }));
    }

    @Test
    void sendsMoreThanItSays() throws Exception {
        SourceReport faulty = besides((connection, file, asked) -> {
            RawSource.honest(connection, file, asked);
            RawSource.text(connection, "and this as well");
        });

        assertThat(faulty.strikes()).as("what it sent was right").isZero();
    }

    @Test
    void saysThatItSendsLess() throws Exception {
        assertUseless(besides((connection, file, asked) -> {
            RawSource.head(connection, file, asked, asked.length() - 1, "");
            RawSource.body(connection, file, new ByteRange(asked.start(), asked.end() - 1));
        }));
    }

    @Test
    void sendsLessThanItSays() throws Exception {
        assertUseless(besides((connection, file, asked) -> {
            RawSource.head(connection, file, asked, asked.length(), "");
            RawSource.body(connection, file, new ByteRange(asked.start(), asked.end() - 1));
            connection.close();
        }));
    }

    @Test
    void sendsAnotherRange() throws Exception {
        assertUseless(besides((connection, file, asked) -> {
            ByteRange other = new ByteRange(asked.start() + 1, asked.end() + 1);
            RawSource.head(connection, file, other, asked.length(), "");
            RawSource.body(connection, file, asked);
        }));
    }

    @Test
    void closesBeforeItsHeaders() throws Exception {
        assertUseless(besides((connection, file, asked) -> connection.close()));
    }

    @Test
    void closesInItsHeaders() throws Exception {
        assertUseless(besides((connection, file, asked) -> {
            RawSource.text(connection, "HTTP/1.1 206 Partial Content\r\nContent-Ra");
            connection.close();
        }));
    }

    @Test
    void sendsHeadersWithoutEnd() throws Exception {
        assertUseless(besides((connection, file, asked) -> {
            RawSource.text(connection, "HTTP/1.1 206 Partial Content\r\n");
            while (true) {
                RawSource.text(connection, "X-More: and more and more and more and more and more\r\n");
            }
        }));
    }

    @Test
    void sendsOneHeaderWithoutEnd() throws Exception {
        assertUseless(besides((connection, file, asked) -> {
            RawSource.text(connection, "HTTP/1.1 206 Partial Content\r\nX-More: ");
            while (true) {
                RawSource.text(connection, "and more and more and more and more and more and more ");
            }
        }));
    }

    @Test
    void compresses() throws Exception {
        assertUseless(besides((connection, file, asked) -> {
            RawSource.head(connection, file, asked, asked.length(), "Content-Encoding: gzip\r\n");
            RawSource.body(connection, file, asked);
        }));
    }

    @Test
    void speaksNoHttp() throws Exception {
        assertUseless(besides((connection, file, asked) -> RawSource.text(connection, "220 mail.example ESMTP\r\n")));
    }

    @Test
    void sendsWrongBytesAndIsStruckForIt() throws Exception {
        SourceReport faulty = besides(SourceFaultsTest::lie);

        assertThat(faulty.bytes()).isZero();
        assertThat(faulty.strikes()).isPositive();
    }

    private static void lie(Socket connection, TestFile file, ByteRange asked) throws IOException {
        byte[] wrong = new byte[(int) asked.length()];
        RawSource.head(connection, file, asked, asked.length(), "");
        connection.getOutputStream().write(wrong);
        connection.getOutputStream().flush();
    }
}
