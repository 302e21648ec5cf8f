package io.rangeswarm.tracker.web.prompt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BorrowedBuffersTest {

    private final BorrowedBuffers.Lender lender = new BorrowedBuffers.Lender();
    private final BorrowedBuffers buffers = new BorrowedBuffers(lender);

    @Test
    void keepsWhatHasNotBeenReadYet() {
        receive(buffers, "call");

        buffers.giveBack();
        buffers.configureReadBufferForRead();

        assertThat(lender.kept()).isZero();
        assertThat(buffers.getReadBuffer()).isEqualTo(ByteBuffer.wrap("call".getBytes(US_ASCII)));
    }

    @Test
    void keepsWhatHasNotBeenWrittenYet() {
        buffers.configureWriteBufferForWrite();
        buffers.getWriteBuffer().put((byte) 'a');

        buffers.giveBack();
        buffers.configureWriteBufferForRead();

        assertThat(buffers.getWriteBuffer().get()).isEqualTo((byte) 'a');
    }

    @Test
    void givesEmptyOnesBackAndLendsThemToTheNext() {
        receive(buffers, "call");
        buffers.configureReadBufferForRead();
        ByteBuffer lent = buffers.getReadBuffer();
        lent.position(lent.limit());
        buffers.configureWriteBufferForWrite();
        buffers.getWriteBuffer();

        buffers.giveBack();
        int kept = lender.kept();
        BorrowedBuffers next = new BorrowedBuffers(lender);
        next.configureReadBufferForWrite();

        assertThat(kept).isEqualTo(2);
        assertThat(next.getReadBuffer()).isSameAs(lent);
        assertThat(lent.remaining()).isEqualTo(BorrowedBuffers.READ_BYTES);
    }

    /** Whatever is done, in whatever order, Tomcat meets the same buffers as in its own class. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void behavesAsTheInheritedClass(long seed) {
        Random random = new Random(seed);
        SocketBufferHandler inherited =
                new SocketBufferHandler(BorrowedBuffers.READ_BYTES, BorrowedBuffers.WRITE_BYTES, false);

        for (int step = 0; step < 20_000; step++) {
            int action = random.nextInt(7);
            int count = random.nextInt(BorrowedBuffers.READ_BYTES);
            act(inherited, action, count);
            act(buffers, action, count);
            if (action == 6) {
                buffers.giveBack();
            }

            assertThat(describe(buffers)).as("seed %d, step %d", seed, step).isEqualTo(describe(inherited));
        }
    }

    private static void act(SocketBufferHandler buffers, int action, int count) {
        switch (action) {
            case 0 -> buffers.configureReadBufferForWrite();
            case 1 -> buffers.configureReadBufferForRead();
            case 2 -> buffers.configureWriteBufferForWrite();
            case 3 -> buffers.configureWriteBufferForRead();
            case 4 -> move(buffers.getReadBuffer(), count);
            case 5 -> move(buffers.getWriteBuffer(), count);
            default -> {
                if (count == 0) {
                    buffers.reset();
                }
            }
        }
    }

    /** Reads or fills some of it. */
    private static void move(ByteBuffer buffer, int count) {
        buffer.position(buffer.position() + Math.min(count, buffer.remaining()));
    }

    /** Two that are both empty are alike wherever their positions are; giving back puts an empty one to its beginning. */
    private static String describe(SocketBufferHandler buffers) {
        boolean isReadEmpty = buffers.isReadBufferEmpty();
        boolean isWriteEmpty = buffers.isWriteBufferEmpty();
        return isReadEmpty + " " + (isReadEmpty ? 0 : buffers.getReadBuffer().remaining())
                + " " + isWriteEmpty + " "
                + (isWriteEmpty ? 0 : buffers.getWriteBuffer().remaining())
                + " " + buffers.isWriteBufferWritable();
    }

    private static void receive(BorrowedBuffers buffers, String bytes) {
        buffers.configureReadBufferForWrite();
        buffers.getReadBuffer().put(bytes.getBytes(US_ASCII));
    }
}
