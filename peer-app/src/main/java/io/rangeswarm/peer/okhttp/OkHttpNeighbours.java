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
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.slf4j.LoggerFactory;

/** Other peers' JSON calls. Safe for many threads. */
public final class OkHttpNeighbours implements Neighbours {

    private final JsonCalls calls;

    public OkHttpNeighbours(OkHttpClient client) {
        this.calls = new JsonCalls(client, LoggerFactory.getLogger("p2s"));
    }

    @Override
    public Reply<ChunkExchanged> exchange(PeerEndpoint peer, FileId fileId, ChunkExchange mine) {
        return calls.callIfPossible(
                peer,
                () -> new Request.Builder()
                        .url(peer.url() + ApiPaths.exchange(fileId))
                        .header(ApiHeaders.PEER, HttpClients.OWN_NAME)
                        .post(calls.body(mine))
                        .build(),
                calls.reader(ChunkExchanged.class));
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
