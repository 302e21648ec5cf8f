package io.rangeswarm.peer.okhttp;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ChunkExchange;
import io.rangeswarm.model.api.ChunkExchanged;
import io.rangeswarm.model.api.PeerChunks;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.swarm.Neighbours;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Other peers' JSON calls. Safe for many threads. */
public final class OkHttpNeighbours implements Neighbours {

    /** News that take longer are none any more, and others wait behind them. */
    private static final Duration EXCHANGE_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger("p2s");

    /** Neighbours times downloads, with room to spare. */
    private static final int TARGETS_MAX = 1000;

    private final Map<String, Request> targets = new ConcurrentHashMap<>();
    private final JsonCalls calls;
    private final JsonCalls exchanges;

    public OkHttpNeighbours(OkHttpClient client) {
        this.calls = new JsonCalls(client, log);
        this.exchanges =
                new JsonCalls(client.newBuilder().callTimeout(EXCHANGE_TIMEOUT).build(), log);
    }

    @Override
    public Reply<ChunkExchanged> exchange(PeerEndpoint peer, FileId fileId, ChunkExchange mine) {
        return exchanges.callIfPossible(
                peer,
                () -> target(peer, fileId)
                        .newBuilder()
                        .post(exchanges.body(mine))
                        .build(),
                exchanges.reader(ChunkExchanged.class));
    }

    /** A request without its body. Kept, for parsing its URL is half the work of an exchange in a young process. */
    private Request target(PeerEndpoint peer, FileId fileId) {
        String url = peer.url() + ApiPaths.exchange(fileId);
        Request known = targets.get(url);
        if (known != null) {
            return known;
        }
        Request target = new Request.Builder()
                .url(url)
                .header(ApiHeaders.PEER, HttpClients.OWN_NAME)
                .build();
        if (targets.size() >= TARGETS_MAX) {
            targets.clear();
        }
        targets.put(url, target);
        return target;
    }

    @Override
    public Reply<PeerChunks> chunks(PeerEndpoint peer, FileId fileId) {
        return calls.callIfPossible(
                peer,
                () -> new Request.Builder()
                        .url(peer.url() + ApiPaths.chunks(fileId))
                        .build(),
                calls.reader(PeerChunks.class));
    }

    @Override
    public Reply<Manifest> manifest(PeerEndpoint peer, FileId fileId) {
        return ManifestCall.of(calls, peer, fileId);
    }
}
