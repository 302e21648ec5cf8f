package io.rangeswarm.peer.okhttp;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.DamagedFiles;
import io.rangeswarm.model.api.DownloadView;
import io.rangeswarm.model.api.LimitsChange;
import io.rangeswarm.model.api.LimitsView;
import io.rangeswarm.model.api.PeerPage;
import io.rangeswarm.model.api.PeerStatus;
import io.rangeswarm.model.api.SharePage;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.slf4j.LoggerFactory;

/** The control API of a peer on this machine. */
public final class PeerControl {

    private final JsonCalls calls;

    private final OkHttpClient client;

    public PeerControl(OkHttpClient client) {
        this.client = client;
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

    /** What the peer has withdrawn because its disk has damaged it. */
    public Reply<DamagedFiles> damaged(PeerEndpoint peer) {
        return calls.call(peer, to(peer, ApiPaths.SHARES_DAMAGED).build(), DamagedFiles.class);
    }

    /** How the peer does. */
    public Reply<PeerStatus> status(PeerEndpoint peer) {
        return calls.call(peer, to(peer, ApiPaths.STATUS).build(), PeerStatus.class);
    }

    /** Has the peer look through its share folder. */
    public Reply<Boolean> rescan(PeerEndpoint peer) {
        Request request =
                to(peer, ApiPaths.SHARES_RESCAN).post(RequestBody.EMPTY).build();
        return calls.call(peer, request);
    }

    /** One page of 1000 of what the peer holds. */
    public Reply<SharePage> shares(PeerEndpoint peer, int page) {
        Request request = to(peer, ApiPaths.SHARES + "?size=1000&page=" + page).build();
        return calls.call(peer, request, SharePage.class);
    }

    /** The tracker's peers, at most 1000. */
    public Reply<PeerPage> peers(PeerEndpoint tracker) {
        Request request = new Request.Builder()
                .url(tracker.url() + ApiPaths.PEERS + "?size=1000")
                .build();
        return calls.call(tracker, request, PeerPage.class);
    }

    /** What the app tells Prometheus, as text. */
    public Reply<String> metrics(PeerEndpoint app) {
        Request request =
                new Request.Builder().url(app.url() + "/actuator/prometheus").build();
        return calls.call(app, request, body -> new String(body, StandardCharsets.UTF_8));
    }

    /** Whether the app answers; gives what its clock says. */
    public Reply<Optional<Instant>> date(PeerEndpoint app) {
        Request request = new Request.Builder()
                .url(app.url() + "/actuator/health/liveness")
                .build();
        try (Response response = client.newCall(request).execute()) {
            return response.isSuccessful()
                    ? new Reply.Answered<>(
                            Optional.ofNullable(response.headers().getInstant("Date")))
                    : new Reply.Unreachable<>(app + " answered " + response.code() + "; is the address right?");
        } catch (IOException failed) {
            return new Reply.Unreachable<>(app + " " + JsonCalls.whyUnreachable(request, failed));
        }
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
