package io.rangeswarm.simulation;

import io.rangeswarm.peer.core.download.ChunkAssignment;
import java.util.function.BiConsumer;

/** A request that a peer answers: its bytes on their way out. */
final class Upload {

    static final Upload NONE = new Upload();

    final ChunkAssignment request;
    long bytesLeft;
    boolean cancelled;
    boolean ended; // for whom asked
    private long untilChunk = Scenario.CHUNK_BYTES;
    private int nextChunk;
    private final BiConsumer<Upload, Integer> onChunk;

    Upload(ChunkAssignment request, BiConsumer<Upload, Integer> onChunk) {
        this.request = request;
        this.onChunk = onChunk;
        this.nextChunk = request.run().first();
        this.bytesLeft = (long) request.run().count() * Scenario.CHUNK_BYTES;
    }

    @SuppressWarnings("NullAway") // stands for no upload, and is never looked into
    private Upload() {
        this.request = null;
        this.onChunk = null;
    }

    void onSent(long bytes) {
        untilChunk -= bytes;
        while (untilChunk <= 0) {
            untilChunk += Scenario.CHUNK_BYTES;
            onChunk.accept(this, nextChunk++);
        }
    }
}
