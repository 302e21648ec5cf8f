package io.rangeswarm.peer.okhttp;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.download.Cancellation;
import io.rangeswarm.peer.core.download.ChunkRun;
import io.rangeswarm.peer.core.download.ChunkSource;
import io.rangeswarm.peer.core.download.FetchResult;
import io.rangeswarm.peer.core.limit.DownloadLimit;
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
import okio.BufferedSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches chunks by HTTP range requests (RFC 9110 §14). Each request has one thread; bytes go from the socket through
 * one direct buffer into the hash and the part file. Safe for many threads.
 */
public final class OkHttpChunkSource implements ChunkSource {

    private static final int BUFFER_BYTES = 256 << 10;
    private static final int BUFFERS_KEPT_MAX = 32;

    private static final Logger log = LoggerFactory.getLogger("p2s");

    private final OkHttpClient client;
    private final LongConsumer onBytes;
    private final DownloadLimit limit;
    private final Queue<ByteBuffer> buffers = new ArrayBlockingQueue<>(BUFFERS_KEPT_MAX);

    /** For processes that nothing limits. */
    public OkHttpChunkSource(OkHttpClient client, LongConsumer onBytes) {
        this(client, onBytes, DownloadLimit.none());
    }

    /**
     * @param client of {@link HttpClients#forChunks}
     * @param onBytes is told of bytes that came, right or wrong; from many threads
     * @param limit of all downloads of this process
     */
    public OkHttpChunkSource(OkHttpClient client, LongConsumer onBytes, DownloadLimit limit) {
        this.client = client;
        this.onBytes = onBytes;
        this.limit = limit;
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
        cancellation.onCancel(() -> {
            call.cancel();
            limit.cancelled();
        });
        FetchResult result = exchange(call, store, index, range, start, cancellation);
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
                .tag(RemoteAddress.class, new RemoteAddress())
                .build();
    }

    private FetchResult exchange(
            Call call, ChunkStore store, int index, ByteRange range, long start, Cancellation cancellation) {
        try (Response response = call.execute()) {
            Optional<FetchResult> unusable = ChunkAnswer.whyUnusable(response, store.manifest(), range);
            if (unusable.isPresent()) {
                return unusable.get();
            }
            try (DownloadLimit.Reader turns =
                    limit.reader(RemoteAddress.of(call.request()), cancellation::isCancelled)) {
                return receive(response.body().source(), turns, store, index, start);
            }
        } catch (IOException failed) {
            return new FetchResult.Unreachable(JsonCalls.whyUnreachable(failed));
        }
    }

    /** An IOException from here is the network's; the disk's failures are results. */
    private FetchResult receive(
            BufferedSource source, DownloadLimit.Reader turns, ChunkStore store, int index, long start)
            throws IOException {
        ChunkWriter writer;
        try {
            writer = store.writerFor(index);
        } catch (IOException disk) {
            return new FetchResult.DiskFailed(disk);
        }
        ByteBuffer buffer = takeBuffer();
        try (writer) {
            while (source.read(buffer.clear().limit(turns.await(buffer.capacity()))) >= 0) {
                onBytes.accept(buffer.flip().remaining());
                turns.took(buffer.remaining());
                Optional<FetchResult> failure = write(writer, buffer);
                if (failure.isPresent()) {
                    return failure.get();
                }
            }
            return finish(writer, start);
        } finally {
            buffers.offer(buffer);
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
