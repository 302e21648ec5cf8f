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
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Other peers' JSON calls. Safe for many threads. */
public final class OkHttpNeighbours implements Neighbours {

    /** News that take longer are none any more, and others wait behind them. */
    private static final Duration EXCHANGE_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger("p2s");

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
                () -> new Request.Builder()
                        .url(peer.url() + ApiPaths.exchange(fileId))
                        .header(ApiHeaders.PEER, HttpClients.OWN_NAME)
                        .post(exchanges.body(mine))
                        .build(),
                exchanges.reader(ChunkExchanged.class));
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
