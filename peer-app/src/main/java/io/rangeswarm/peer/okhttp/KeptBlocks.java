package io.rangeswarm.peer.okhttp;

import io.rangeswarm.peer.core.store.LentBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where one chunk is received: in as many buffers as it has blocks, all of which are kept for the store's hash, while
 * there are spare ones; else in the request's own, again and again. For one thread until it is lent.
 */
final class KeptBlocks implements AutoCloseable {

    private final ReceiveBuffers buffers;
    private final ByteBuffer own;
    private final List<ByteBuffer> kept = new ArrayList<>();
    private boolean keeping;

    /** @param keeping whether the blocks are of use to the store */
    KeptBlocks(ReceiveBuffers buffers, ByteBuffer own, boolean keeping) {
        this.buffers = buffers;
        this.own = own;
        this.keeping = keeping;
    }

    /** An empty buffer for the next block. */
    ByteBuffer next() {
        if (keeping) {
            Optional<ByteBuffer> spare = buffers.takeSpare();
            if (spare.isPresent()) {
                kept.add(spare.get());
                return spare.get();
            }
            close();
        }
        return own.clear();
    }

    /** All blocks, in order, which are the borrower's from now on; empty when they were not kept. */
    Optional<LentBytes> lend() {
        if (!keeping) {
            return Optional.empty();
        }
        keeping = false;
        List<ByteBuffer> blocks = List.copyOf(kept);
        kept.clear();
        blocks.forEach(ByteBuffer::rewind);
        return Optional.of(new LentBytes(blocks, () -> blocks.forEach(buffers::giveBackSpare)));
    }

    /** Gives back what was not lent. */
    @Override
    public void close() {
        keeping = false;
        kept.forEach(buffers::giveBackSpare);
        kept.clear();
    }
}
