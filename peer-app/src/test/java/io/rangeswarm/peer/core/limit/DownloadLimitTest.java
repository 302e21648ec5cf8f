package io.rangeswarm.peer.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Time stands still here unless a test moves it: whoever waits does so until somebody wakes it. */
@Timeout(60)
class DownloadLimitTest {

    private static final long SECOND = 1_000_000_000L;
    private static final InetAddress SOURCE = InetAddress.getLoopbackAddress();

    private final AtomicLong now = new AtomicLong(SECOND);
    private final TransferLimits limits = new TransferLimits(Limits.NONE.withDownload(Bandwidth.parse("1KB")));
    private final DownloadLimit limit = new DownloadLimit(limits, now::get);
    private final AtomicBoolean cancelled = new AtomicBoolean();

    /** A thread that waits for its turn, and what it was allowed then. */
    private CompletableFuture<Integer> waiting(AtomicBoolean isCancelled) {
        CompletableFuture<Integer> allowed = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try (DownloadLimit.Reader reader = limit.reader(SOURCE, isCancelled::get)) {
                allowed.complete(reader.await(4096));
            }
        });
        thread.setDaemon(true);
        thread.start();
        Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return allowed;
    }

    private static int get(CompletableFuture<Integer> allowed) throws Exception {
        return allowed.get(30, TimeUnit.SECONDS);
    }

    @Test
    void cancellationWakesTheReaderThatWaitsAndNoOther() throws Exception {
        CompletableFuture<Integer> mine = waiting(cancelled);
        CompletableFuture<Integer> others = waiting(new AtomicBoolean());

        cancelled.set(true);
        limit.cancelled();

        assertThat(get(mine)).isPositive();
        assertThat(others).isNotDone();
        now.addAndGet(SECOND); // its own turn: the cancelled reader's is given back
        limit.cancelled();
        assertThat(get(others)).isEqualTo(1024);
    }

    @Test
    void takingTheLimitAwayWakesWhoeverWaits() throws Exception {
        CompletableFuture<Integer> waiting = waiting(cancelled);

        limits.change(present -> present.withDownload(Bandwidth.UNLIMITED));

        assertThat(get(waiting)).isPositive();
    }

    @Test
    void exemptionWakesWhoeverWaitsAndLetsItReadAllItWants() throws Exception {
        CompletableFuture<Integer> waiting = waiting(cancelled);

        limits.change(present -> present.withExempt(LimitExemption.LOOPBACK));

        assertThat(get(waiting)).isEqualTo(4096);
    }

    @Test
    void aHigherLimitHoldsForWhoeverWaits() throws Exception {
        CompletableFuture<Integer> waiting = waiting(cancelled);
        now.addAndGet(SECOND / 100);

        limits.change(present -> present.withDownload(Bandwidth.parse("1GB")));
        now.addAndGet(SECOND / 100);
        limit.cancelled();

        assertThat(get(waiting)).isEqualTo(1024); // the turn it had waited for
    }

    @Test
    void anInterruptedReaderReturnsAndStaysInterrupted() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try (DownloadLimit.Reader reader = limit.reader(SOURCE, cancelled::get)) {
                reader.await(1);
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        thread.start();

        thread.interrupt();

        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void readersTakeTheirTurnInPiecesAndGiveTheRestBack() {
        limits.change(present -> present.withDownload(Bandwidth.parse("40KB")));
        now.addAndGet(SECOND); // a tenth of a second's worth is there, four turns
        try (DownloadLimit.Reader reader = limit.reader(SOURCE, cancelled::get)) {
            assertThat(reader.await(4096)).isEqualTo(1024);
        }
        for (int turn = 1; turn <= 4; turn++) { // a fifth would wait for ever
            DownloadLimit.Reader reader = limit.reader(SOURCE, cancelled::get);
            assertThat(reader.await(4096)).isEqualTo(1024);
            reader.took(1000);
            assertThat(reader.await(4096)).isEqualTo(24);
            reader.took(24);
        }
    }

    @Test
    void withoutALimitNobodyWaits() {
        DownloadLimit none = DownloadLimit.none();
        try (DownloadLimit.Reader reader = none.reader(SOURCE, cancelled::get)) {
            for (int i = 0; i < 1000; i++) {
                assertThat(reader.await(1 << 20)).isEqualTo(1 << 20);
                reader.took(1 << 20);
            }
        }
        assertThat(none.requestsToStart(none.requestWindow(1 << 20), 1000)).isEqualTo(Integer.MAX_VALUE);
    }
}
