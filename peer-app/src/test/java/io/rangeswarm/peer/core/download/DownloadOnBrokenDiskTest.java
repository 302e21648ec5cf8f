package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.exchange.Contacts;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.limit.DownloadLimit;
import io.rangeswarm.peer.core.store.StrangeDisk;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.FakeTracker;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole download whose disk fails in the middle. */
@Timeout(60)
class DownloadOnBrokenDiskTest {

    private static final PeerEndpoint A = new PeerEndpoint("http://10.0.0.1:9090");
    private static final TestFile FILE = TestFile.of(8, 8 * TestFile.CHUNK);
    private static final FileName NAME = new FileName("film.bin");

    @TempDir
    private Path temp;

    private final StrangeDisk disk = StrangeDisk.withFaults();
    private final FakeTracker tracker = new FakeTracker();
    private final FakeSwarm swarm = new FakeSwarm();
    private final TestThreads threads = new TestThreads();
    private final AtomicInteger answered = new AtomicInteger();
    private Downloads downloads;

    @BeforeEach
    void open() {
        AtomicInteger seeds = new AtomicInteger();
        downloads = new Downloads(new DownloadContext(
                tracker,
                swarm,
                swarm,
                DownloadLimit.none(),
                new FakeLibrary(disk.at(temp)),
                new Holdings(),
                new Contacts(InstantSource.system(), new Random(1)),
                new DownloadSettings(4, new FetchLimits(1, 1), Duration.ofMillis(20), Duration.ofMillis(10)),
                Optional::empty,
                endpoint -> false,
                OptionalInt::empty,
                InstantSource.system(),
                threads,
                () -> new Random(seeds.incrementAndGet())));
        tracker.locate(FILE.manifest(), Map.of(A, ChunkSet.all(FILE.chunkCount())));
    }

    /** An honest source, and what happens to the disk here when it has sent so many chunks. */
    private void breakAfter(int chunks, Runnable whatBreaks) {
        FakeSwarm.Peer honest = FakeSwarm.honest(FILE);
        swarm.put(A, (store, index, cancellation) -> {
            if (answered.getAndIncrement() == chunks) {
                whatBreaks.run();
            }
            return honest.answer(store, index, cancellation);
        });
    }

    private void assertGoesOnTo(Download download) throws IOException, InterruptedException {
        assertThat(downloads.resume(download)).isTrue();
        threads.awaitIdle();
        assertThat(download.progress().state()).isEqualTo(DownloadState.COMPLETE);
        assertThat(temp.resolve("film.bin")).hasBinaryContent(FILE.bytes());
    }

    @ParameterizedTest
    @CsvSource({
        StrangeDisk.BROKEN + ", DISK_ERROR",
        StrangeDisk.READ_ONLY + ", DISK_ERROR",
        StrangeDisk.FULL + ", DISK_FULL",
    })
    void failsInOneLineAndGoesOnWhereItWasWhenTheDiskWorksAgain(String fault, DownloadFailure.Kind kind)
            throws Exception {
        breakAfter(3, () -> disk.failWrites(Optional.of(fault)));
        Download download = downloads.start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();

        DownloadProgress failed = download.progress();
        assertThat(failed.state()).isEqualTo(DownloadState.FAILED);
        assertThat(failed.failure()).isPresent().hasValueSatisfying(why -> {
            assertThat(why.kind()).isEqualTo(kind);
            assertThat(why.detail()).contains(fault).hasLineCount(1);
        });
        assertThat(temp.resolve("film.bin")).doesNotExist();
        disk.failWrites(Optional.empty());
        assertGoesOnTo(download);
    }

    @Test
    void doesNotBelieveADiskThatFailedToForce() throws Exception {
        breakAfter(3, () -> disk.failForce(Optional.of(StrangeDisk.BROKEN)));
        Download download = downloads.start(FILE.fileId(), Optional.of(NAME));
        threads.awaitIdle();
        assertThat(download.progress().state()).isEqualTo(DownloadState.FAILED);
        assertThat(temp.resolve("film.bin")).doesNotExist();

        disk.failForce(Optional.empty());
        assertGoesOnTo(download);
    }
}
