package io.rangeswarm.peer.core.store;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A verified chunk's bytes, still in memory after they were written: whoever has a use for them need not read them back.
 *
 * @param blocks follow each other in the file; from position to limit each
 * @param giveBack must be run once nobody reads them any more, exactly once; from any thread
 */
public record LentBytes(List<ByteBuffer> blocks, Runnable giveBack) {

    public LentBytes {
        blocks = List.copyOf(blocks);
    }

    /** Count of bytes. */
    public long length() {
        return blocks.stream().mapToLong(ByteBuffer::remaining).sum();
    }
}
