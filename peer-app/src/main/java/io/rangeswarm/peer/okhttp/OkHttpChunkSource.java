package io.rangeswarm.peer.okhttp;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.download.Cancellation;
import io.rangeswarm.peer.core.download.ChunkRun;
import io.rangeswarm.peer.core.download.ChunkSource;
import io.rangeswarm.peer.core.download.FetchResult;
import io.rangeswarm.peer.core.store.ChunkStore;
import io.rangeswarm.peer.core.store.ChunkWriter;
import io.rangeswarm.peer.core.store.WriteOutcome;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches chunks by HTTP range requests (RFC 9110 §14). Each request has one thread; bytes go from the socket through
 * one direct buffer into the hash and the part file. Safe for many threads.
 */
public final class OkHttpChunkSource implements ChunkSource {

    private static final int BUFFER_BYTES = Integer.getInteger("rs.buf", 128) << 10;
    private static final int BUFFERS_KEPT_MAX = 32;

    private static final Logger log = LoggerFactory.getLogger("p2s");

    private final OkHttpClient client;
    private final LongConsumer onBytes;
    private final Queue<ByteBuffer> buffers = new ArrayBlockingQueue<>(BUFFERS_KEPT_MAX);

    /**
     * @param client of {@link HttpClients#forChunks}
     * @param onBytes is told of bytes that came, right or wrong; from many threads
     */
    public OkHttpChunkSource(OkHttpClient client, LongConsumer onBytes) {
        this.client = client;
        this.onBytes = onBytes;
    }

    @Override
    public FetchResult fetch(
            PeerEndpoint source, ChunkStore store, ChunkRun run, Cancellation cancellation, IntConsumer onVerified) {
        FetchResult result = new FetchResult.NotNeeded();
        long start = System.nanoTime();
        for (int index = run.first(); index <= run.last(); index++) {
            result = fetchOne(source, store, index, cancellation, start);
            if (result instanceof FetchResult.Verified) {
                onVerified.accept(index);
            } else if (!(result instanceof FetchResult.NotNeeded)) {
                return result;
            }
        }
        return result;
    }

    private FetchResult fetchOne(
            PeerEndpoint source, ChunkStore store, int index, Cancellation cancellation, long start) {
        ByteRange range = store.manifest().layout().rangeOf(index);
        Call call;
        try {
            call = client.newCall(request(source, store.manifest().fileId(), range));
        } catch (IllegalArgumentException noSuchUrl) {
            return new FetchResult.Unreachable("is no address");
        }
        cancellation.onCancel(call::cancel);
        FetchResult result = exchange(call, store, index, range, start);
        if (cancellation.isCancelled() && result instanceof FetchResult.Unreachable) {
            result = new FetchResult.Cancelled();
        }
        if (log.isDebugEnabled()) {
            log.debug(
                    "chunk {} of {} from {}: {} after {} ms",
                    index,
                    store.manifest().fileId().abbreviated(),
                    source,
                    result,
                    (System.nanoTime() - start) / 1_000_000);
        }
        return result;
    }

    private static Request request(PeerEndpoint source, FileId fileId, ByteRange range) {
        return new Request.Builder()
                .url(source.url() + ApiPaths.content(fileId))
                .header("Range", range.asRangeHeader())
                .header("Accept-Encoding", "identity")
                .tag(BodyBytes.SocketNote.class, new BodyBytes.SocketNote())
                .build();
    }

    private FetchResult exchange(Call call, ChunkStore store, int index, ByteRange range, long start) {
        try (Response response = call.execute()) {
            Optional<FetchResult> unusable = ChunkAnswer.whyUnusable(response, store.manifest(), range);
            if (unusable.isPresent()) {
                return unusable.get();
            }
            return receive(new BodyBytes(response, range.length()), store, index, start);
        } catch (IOException failed) {
            return new FetchResult.Unreachable(JsonCalls.whyUnreachable(failed));
        }
    }

    /** An IOException from here is the network's; the disk's failures are results. */
    private FetchResult receive(BodyBytes body, ChunkStore store, int index, long start) throws IOException {
        ChunkWriter writer;
        try {
            writer = store.writerFor(index);
        } catch (IOException disk) {
            return new FetchResult.DiskFailed(disk);
        }
        ByteBuffer buffer = takeBuffer();
        try (writer) {
            while (body.left() > 0) {
                fill(buffer.clear(), body);
                Optional<FetchResult> failure = write(writer, buffer.flip());
                if (failure.isPresent()) {
                    return failure.get();
                }
            }
            return finish(writer, start);
        } finally {
            buffers.offer(buffer);
        }
    }

    private void fill(ByteBuffer buffer, BodyBytes body) throws IOException {
        while (buffer.hasRemaining() && body.left() > 0) {
            int read = body.read(buffer);
            if (read < 0) {
                throw new java.io.EOFException("the body ended early");
            }
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

    private static FetchResult finish(ChunkWriter writer, long start) {
        WriteOutcome outcome;
        try {
            outcome = writer.finish();
        } catch (IOException disk) {
            return new FetchResult.DiskFailed(disk);
        }
        if (outcome instanceof WriteOutcome.Verified) {
            return new FetchResult.Verified(Duration.ofNanos(System.nanoTime() - start));
        }
        if (outcome instanceof WriteOutcome.AlreadyHeld) {
            return new FetchResult.NotNeeded();
        }
        if (outcome instanceof WriteOutcome.HashMismatch mismatch) {
            return new FetchResult.HashMismatch("SHA-256 " + mismatch.actual() + " instead of " + mismatch.expected());
        }
        return new FetchResult.BadAnswer("the body was not of the promised length: " + outcome);
    }

    private ByteBuffer takeBuffer() {
        ByteBuffer kept = buffers.poll();
        return kept == null ? ByteBuffer.allocateDirect(BUFFER_BYTES) : kept;
    }
}
