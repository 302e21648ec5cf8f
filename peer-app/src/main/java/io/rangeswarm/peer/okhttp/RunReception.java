package io.rangeswarm.peer.okhttp;

import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.download.ChunkRun;
import io.rangeswarm.peer.core.download.ChunkSource;
import io.rangeswarm.peer.core.download.FetchResult;
import io.rangeswarm.peer.core.store.ChunkStore;
import io.rangeswarm.peer.core.store.ChunkWriter;
import io.rangeswarm.peer.core.store.WriteOutcome;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Writes the body of one answer to the store, chunk by chunk. An IOException is the network's; the disk's are results. */
final class RunReception {

    private final ChunkStore store;
    private final ChunkRun run;
    private final ReceiveBuffers buffers;
    private final ChunkSource.Client client;
    private final LongConsumer onBytes;
    private boolean anyNew;

    /**
     * @param client is told of each chunk that is held by this answer, and of what came, right or wrong
     * @param onBytes is told of what came, too
     */
    RunReception(
            ChunkStore store, ChunkRun run, ReceiveBuffers buffers, ChunkSource.Client client, LongConsumer onBytes) {
        this.store = store;
        this.run = run;
        this.buffers = buffers;
        this.client = client;
        this.onBytes = onBytes;
    }

    Manifest manifest() {
        return store.manifest();
    }

    /** What became of the run: of its first chunk that did not prove right, or of all. */
    FetchResult receive(BodyBytes body) throws IOException {
        ByteBuffer buffer = buffers.take();
        try {
            for (int index = run.first(); index <= run.last(); index++) {
                if (!client.wantsMore()) {
                    return new FetchResult.Cancelled();
                }
                Optional<FetchResult> failure = receiveChunk(index, body, buffer);
                if (failure.isPresent()) {
                    return failure.get();
                }
            }
        } finally {
            buffers.giveBack(buffer);
        }
        return anyNew ? new FetchResult.Verified(Duration.ZERO) : new FetchResult.NotNeeded();
    }

    private Optional<FetchResult> receiveChunk(int index, BodyBytes body, ByteBuffer buffer) throws IOException {
        ChunkWriter writer;
        try {
            writer = store.writerFor(index);
        } catch (IOException disk) {
            return Optional.of(new FetchResult.DiskFailed(disk));
        }
        try (writer) {
            for (int left = manifest().layout().lengthOf(index); left > 0; ) {
                fill(buffer.clear().limit(Math.min(left, buffer.capacity())), body);
                left -= buffer.flip().remaining();
                Optional<FetchResult> failure = write(writer, buffer);
                if (failure.isPresent()) {
                    return failure;
                }
            }
            return finish(writer, index);
        }
    }

    /** Full buffers only, but for a chunk's last: a slow source's small pieces would each cost a write. */
    private void fill(ByteBuffer buffer, BodyBytes body) throws IOException {
        while (buffer.hasRemaining()) {
            int read = body.read(buffer);
            if (read < 0) {
                throw new EOFException("the body ended early");
            }
            client.received(read);
            onBytes.accept(read);
        }
    }

    private static Optional<FetchResult> write(ChunkWriter writer, ByteBuffer bytes) {
        try {
            writer.accept(bytes);
            return Optional.empty();
        } catch (IOException disk) {
            return Optional.of(new FetchResult.DiskFailed(disk));
        }
    }

    /** Empty when the chunk is held, by this answer or before. */
    private Optional<FetchResult> finish(ChunkWriter writer, int index) {
        WriteOutcome outcome;
        try {
            outcome = writer.finish();
        } catch (IOException disk) {
            return Optional.of(new FetchResult.DiskFailed(disk));
        }
        if (outcome instanceof WriteOutcome.Verified) {
            anyNew = true;
            client.verified(index);
        }
        return whatIsWrong(outcome);
    }

    private static Optional<FetchResult> whatIsWrong(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.HashMismatch mismatch) {
            return Optional.of(new FetchResult.HashMismatch(
                    "SHA-256 " + mismatch.actual() + " instead of " + mismatch.expected()));
        }
        return outcome instanceof WriteOutcome.WrongLength
                ? Optional.of(new FetchResult.BadAnswer("the body was not of the promised length: " + outcome))
                : Optional.empty();
    }
}
