package io.rangeswarm.peer.okhttp;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.DownloadView;
import io.rangeswarm.model.api.LimitsChange;
import io.rangeswarm.model.api.LimitsView;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.slf4j.LoggerFactory;

/** The control API of a peer on this machine. */
public final class PeerControl {

    private final JsonCalls calls;

    public PeerControl(OkHttpClient client) {
        this.calls = new JsonCalls(client, LoggerFactory.getLogger("p2s"));
    }

    /** What the peer is downloading. */
    public Reply<List<DownloadView>> downloads(PeerEndpoint peer) {
        Request request = to(peer, ApiPaths.DOWNLOADS).build();
        return calls.call(peer, request, DownloadView[].class).map(List::of);
    }

    /** What the peer may send and receive. */
    public Reply<LimitsView> limits(PeerEndpoint peer) {
        Request request = to(peer, ApiPaths.LIMITS).build();
        return calls.call(peer, request, LimitsView.class);
    }

    /** Changes that, and tells what stands now. */
    public Reply<LimitsView> changeLimits(PeerEndpoint peer, LimitsChange change) {
        Request request = to(peer, ApiPaths.LIMITS).put(calls.body(change)).build();
        return calls.call(peer, request, LimitsView.class);
    }

    /** A peer changes nothing for a call without this header. */
    private static Request.Builder to(PeerEndpoint peer, String path) {
        return new Request.Builder().url(peer.url() + path).header(ApiHeaders.CONTROL, ApiHeaders.CONTROL_VALUE);
    }

    /** The value as one line of JSON, as the APIs would send it. */
    public static String json(Object value) {
        return JsonCalls.MAPPER.writeValueAsString(value);
    }
}
