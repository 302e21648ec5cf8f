package io.rangeswarm.peer.okhttp;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.download.Cancellation;
import io.rangeswarm.peer.core.download.ChunkRun;
import io.rangeswarm.peer.core.download.ChunkSource;
import io.rangeswarm.peer.core.download.FetchResult;
import io.rangeswarm.peer.core.limit.DownloadLimit;
import io.rangeswarm.peer.core.store.ChunkStore;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches chunks by HTTP range requests (RFC 9110 §14). Each request has one thread; bytes go from the socket through
 * direct buffers into the hash and the part file. Safe for many threads.
 */
public final class OkHttpChunkSource implements ChunkSource {

    private static final Logger log = LoggerFactory.getLogger("p2s");

    private final OkHttpClient http;
    private final LongConsumer onBytes;
    private final DownloadLimit limit;
    private final ReceiveBuffers buffers = new ReceiveBuffers();

    /** For processes that nothing limits. */
    public OkHttpChunkSource(OkHttpClient http, LongConsumer onBytes) {
        this(http, onBytes, DownloadLimit.none());
    }

    /**
     * @param http of {@link HttpClients#forChunks}
     * @param onBytes is told of bytes that came, right or wrong; from many threads
     * @param limit of all downloads of this process
     */
    public OkHttpChunkSource(OkHttpClient http, LongConsumer onBytes, DownloadLimit limit) {
        this.http = http;
        this.onBytes = onBytes;
        this.limit = limit;
    }

    @Override
    public FetchResult fetch(
            PeerEndpoint source, ChunkStore store, ChunkRun run, Cancellation cancellation, Client client) {
        ByteRange range = rangeOf(run, store.manifest().layout());
        Call call;
        try {
            call = http.newCall(request(source, store.manifest().fileId(), range, client));
        } catch (IllegalArgumentException noSuchUrl) {
            return new FetchResult.Unreachable("is no address");
        }
        cancellation.onCancel(() -> {
            call.cancel();
            limit.cancelled();
        });
        long start = System.nanoTime();
        RunReception reception = new RunReception(store, run, buffers, client, onBytes);
        FetchResult result = exchange(call, reception, range, cancellation, client);
        if (result instanceof FetchResult.Verified) {
            result = new FetchResult.Verified(Duration.ofNanos(System.nanoTime() - start));
        } else if (cancellation.isCancelled() && result instanceof FetchResult.Unreachable) {
            result = new FetchResult.Cancelled();
        }
        if (log.isDebugEnabled()) {
            log.debug(
                    "{} of {} from {}: {} after {} ms",
                    run,
                    store.manifest().fileId().abbreviated(),
                    source,
                    result,
                    (System.nanoTime() - start) / 1_000_000);
        }
        return result;
    }

    private static ByteRange rangeOf(ChunkRun run, ChunkLayout layout) {
        return new ByteRange(
                layout.rangeOf(run.first()).start(), layout.rangeOf(run.last()).end());
    }

    private static Request request(PeerEndpoint source, FileId fileId, ByteRange range, Client client) {
        Request.Builder request = new Request.Builder()
                .url(source.url() + ApiPaths.content(fileId))
                .header("Range", range.asRangeHeader())
                .header("Accept-Encoding", "identity")
                .tag(ConnectionUsed.class, new ConnectionUsed());
        client.ownNews().ifPresent(news -> request.header(ApiHeaders.NEWS, news.asHeader()));
        return request.build();
    }

    private FetchResult exchange(
            Call call, RunReception reception, ByteRange range, Cancellation cancellation, Client client) {
        try (Response response = call.execute()) {
            Optional<FetchResult> unusable = ChunkAnswer.whyUnusable(response, reception.manifest(), range);
            if (unusable.isPresent()) {
                return unusable.get();
            }
            Optional.ofNullable(response.header(ApiHeaders.NEWS))
                    .flatMap(ChunkNews::parse)
                    .ifPresent(client::heard);
            FetchResult result = receive(response, reception, range, cancellation);
            if (!(result instanceof FetchResult.Verified || result instanceof FetchResult.NotNeeded)) {
                call.cancel(); // or OkHttp would go on reading for a while, to save a connection that is of no use
            }
            return result;
        } catch (IOException failed) {
            return new FetchResult.Unreachable(JsonCalls.whyUnreachable(call.request(), failed));
        }
    }

    private FetchResult receive(Response response, RunReception reception, ByteRange range, Cancellation cancellation)
            throws IOException {
        ConnectionUsed connection = ConnectionUsed.by(response.request());
        try (DownloadLimit.Reader turns = limit.reader(connection.remoteAddress(), cancellation::isCancelled)) {
            return reception.receive(new BodyBytes(response, range.length(), turns));
        }
    }
}
