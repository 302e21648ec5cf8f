package io.rangeswarm.peer.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiveBuffersTest {

    private final ReceiveBuffers buffers = new ReceiveBuffers();

    private List<ByteBuffer> takeAllSpare() {
        List<ByteBuffer> taken = new ArrayList<>();
        for (Optional<ByteBuffer> spare = buffers.takeSpare(); spare.isPresent(); spare = buffers.takeSpare()) {
            taken.add(spare.get());
        }
        return taken;
    }

    private static void fill(ByteBuffer buffer, int count) {
        buffer.limit(count);
        buffer.position(count);
    }

    @Test
    void hasSoManySpareOnesAndNoMore() {
        List<ByteBuffer> taken = takeAllSpare();

        assertThat(taken).hasSize(ReceiveBuffers.SPARE_MAX);
        assertThat(buffers.take().capacity()).as("every request has its own").isEqualTo(ReceiveBuffers.BUFFER_BYTES);
        buffers.giveBackSpare(taken.get(0));
        assertThat(buffers.takeSpare()).isPresent();
        assertThat(buffers.takeSpare()).isEmpty();
    }

    @Test
    void aChunkForWhichTheyRunOutIsReceivedInTheRequestsOwn() {
        ByteBuffer own = buffers.take();
        List<ByteBuffer> taken = takeAllSpare();
        buffers.giveBackSpare(taken.get(0));
        try (KeptBlocks blocks = new KeptBlocks(buffers, own, true)) {
            assertThat(blocks.next()).isNotSameAs(own);
            assertThat(blocks.next()).isSameAs(own);
            assertThat(blocks.lend()).isEmpty();
        }
        assertThat(buffers.spareTaken()).isEqualTo(ReceiveBuffers.SPARE_MAX - 1);
    }

    @Test
    void blocksAreTheBorrowersUntilItGivesThemBack() {
        ByteBuffer own = buffers.take();
        try (KeptBlocks blocks = new KeptBlocks(buffers, own, true)) {
            fill(blocks.next(), 5);
            fill(blocks.next(), 3);

            var lent = blocks.lend().orElseThrow();

            assertThat(lent.length()).isEqualTo(8);
            assertThat(buffers.spareTaken()).isEqualTo(2);
            lent.giveBack().run();
            assertThat(buffers.spareTaken()).isZero();
        }
        assertThat(buffers.spareTaken()).isZero();
    }
}
