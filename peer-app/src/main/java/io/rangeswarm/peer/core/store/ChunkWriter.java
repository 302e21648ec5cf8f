package io.rangeswarm.peer.core.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes one chunk's bytes in order, as they arrive. For one thread. */
public interface ChunkWriter extends Closeable {

    /**
     * Takes the buffer's remaining bytes. Bytes past the chunk's end are counted, not kept.
     *
     * @throws IOException when the disk refuses
     */
    void accept(ByteBuffer bytes) throws IOException;

    /**
     * Says that no more bytes come. Only {@link WriteOutcome.Verified} makes the chunk held.
     *
     * @throws IOException when the disk refuses
     */
    WriteOutcome finish() throws IOException;

    /** Gives up what was not finished; harmless after {@link #finish()}. */
    @Override
    void close();
}
