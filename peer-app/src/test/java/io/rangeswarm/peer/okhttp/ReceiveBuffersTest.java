package io.rangeswarm.peer.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReceiveBuffersTest {

    private final ReceiveBuffers buffers = new ReceiveBuffers();

    @Test
    void theOneUsedLastComesFirstAndEmpty() {
        ByteBuffer first = buffers.take();
        ByteBuffer last = buffers.take();
        buffers.giveBack(first);
        buffers.giveBack(last.position(5).limit(7));

        ByteBuffer again = buffers.take();

        assertThat(again).isSameAs(last);
        assertThat(again.remaining()).isEqualTo(ReceiveBuffers.BUFFER_BYTES);
        assertThat(buffers.take()).isSameAs(first);
    }

    @Test
    void keepsSoManyAndNoMore() {
        Stream.generate(buffers::take)
                .limit(ReceiveBuffers.KEPT_MAX + 1)
                .toList()
                .forEach(buffers::giveBack);

        assertThat(buffers.kept()).isEqualTo(ReceiveBuffers.KEPT_MAX);
    }
}
