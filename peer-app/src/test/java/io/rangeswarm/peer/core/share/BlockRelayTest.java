package io.rangeswarm.peer.core.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // waiting is not interruptible
class BlockRelayTest {

    private final List<Long> read = new ArrayList<>();

    @Test
    void givesEveryBlockToBothInOrderAndReadsItOnce() throws Exception {
        BlockRelay relay = new BlockRelay(this::fill, ring(4), 3, 1000);

        CompletableFuture<List<Long>> chunks = CompletableFuture.supplyAsync(() -> takeAll(relay.chunks()));
        List<Long> whole = takeAll(relay.wholeFile());

        List<Long> expected = LongStream.range(3, 1000).boxed().toList();
        assertThat(whole).isEqualTo(expected);
        assertThat(chunks.get(10, TimeUnit.SECONDS)).isEqualTo(expected);
        assertThat(read).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void theOneThatIsAheadReadsAndTheOtherFindsTheBlockReady() throws IOException {
        BlockRelay relay = new BlockRelay(this::fill, ring(4), 0, 4);

        relay.chunks().next();
        relay.chunks().next();
        relay.wholeFile().next();

        assertThat(read).containsExactly(0L, 1L);
    }

    @Test
    void neverReadsOverABlockThatTheOtherHasNotDone() throws Exception {
        BlockRelay relay = new BlockRelay(this::fill, ring(2), 0, 100);
        relay.chunks().next();
        relay.chunks().next();
        CompletableFuture<Long> third =
                CompletableFuture.supplyAsync(() -> take(relay.chunks()).getLong());

        long first = relay.wholeFile().next().orElseThrow().getLong();
        assertThat(third).isNotDone();
        relay.wholeFile().next();

        assertThat(first).isZero();
        assertThat(third.get(10, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void tellsBothOfAFailedRead() throws IOException {
        BlockRelay relay = new BlockRelay(
                (block, index) -> {
                    throw new IOException("the disk broke");
                },
                ring(2),
                0,
                9);

        assertThatThrownBy(() -> relay.chunks().next()).hasMessage("the disk broke");
        assertThatThrownBy(() -> relay.wholeFile().next()).hasMessage("the disk broke");
    }

    @Test
    void whoeverLeavesEarlyLeavesNobodyWaiting() throws Exception {
        BlockRelay relay = new BlockRelay(this::fill, ring(1), 0, 9);
        relay.wholeFile().next();
        CompletableFuture<Throwable> waiting =
                CompletableFuture.supplyAsync(() -> take(relay.wholeFile())).handle((block, failure) -> failure);

        relay.chunks().close();

        assertThat(waiting.get(10, TimeUnit.SECONDS)).hasMessageContaining("given up");
    }

    private synchronized void fill(ByteBuffer block, long index) {
        read.add(index);
        block.putLong(index).flip();
    }

    private static ByteBuffer[] ring(int count) {
        ByteBuffer[] ring = new ByteBuffer[count];
        for (int i = 0; i < count; i++) {
            ring[i] = ByteBuffer.allocate(8);
        }
        return ring;
    }

    private static ByteBuffer take(BlockRelay.Hasher hasher) {
        try {
            return hasher.next().orElseThrow();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static List<Long> takeAll(BlockRelay.Hasher hasher) {
        List<Long> taken = new ArrayList<>();
        try {
            for (var block = hasher.next(); block.isPresent(); block = hasher.next()) {
                taken.add(block.get().getLong());
            }
            return taken;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
