package io.rangeswarm.peer.okhttp;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ChunksRegistered;
import io.rangeswarm.model.api.ChunksRegistration;
import io.rangeswarm.model.api.FilePage;
import io.rangeswarm.model.api.FileRegistration;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.api.FilesRegistered;
import io.rangeswarm.model.api.FilesRegistration;
import io.rangeswarm.model.api.LeaseRenewal;
import io.rangeswarm.model.api.Locations;
import io.rangeswarm.model.api.PeerRegistered;
import io.rangeswarm.model.api.PeerRegistration;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.swarm.PeerCredentials;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import io.rangeswarm.peer.core.swarm.Tracker;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.slf4j.LoggerFactory;

/** The tracker's REST API. Safe for many threads. */
public final class OkHttpTracker implements Tracker {

    private final PeerEndpoint endpoint;
    private final JsonCalls calls;

    public OkHttpTracker(PeerEndpoint endpoint, OkHttpClient client) {
        this.endpoint = endpoint;
        this.calls = new JsonCalls(client, LoggerFactory.getLogger("c2ms"));
    }

    @Override
    public PeerEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public Reply<PeerRegistered> register(PeerRegistration self, Optional<PeerCredentials> earlier) {
        Request.Builder request = to(ApiPaths.PEERS).post(calls.body(self));
        earlier.ifPresent(credentials -> authorize(request, credentials));
        return calls.call(endpoint, request.build(), this::credentials);
    }

    /** Credentials that could not be sent are no answer of a tracker's. */
    private PeerRegistered credentials(byte[] body) {
        PeerRegistered registered = calls.reader(PeerRegistered.class).apply(body);
        PeerCredentials checked = new PeerCredentials(registered.peerId(), registered.token());
        return new PeerRegistered(
                checked.peerId(), checked.token(), registered.leaseSeconds(), registered.pollAfterMillis());
    }

    @Override
    public Reply<Boolean> renewLease(PeerCredentials self, LeaseRenewal counters) {
        return calls.call(
                endpoint,
                as(self, ApiPaths.peerLease(self.peerId()))
                        .put(calls.body(counters))
                        .build());
    }

    @Override
    public Reply<Boolean> leave(PeerCredentials self) {
        return calls.call(
                endpoint, as(self, ApiPaths.peer(self.peerId())).delete().build());
    }

    @Override
    public Reply<FilesRegistered> registerFiles(PeerCredentials self, List<FileRegistration> files) {
        Request request = as(self, ApiPaths.peerFiles(self.peerId()))
                .post(calls.body(new FilesRegistration(List.copyOf(files))))
                .build();
        return calls.call(endpoint, request, FilesRegistered.class);
    }

    @Override
    public Reply<Boolean> withdrawFile(PeerCredentials self, FileId fileId) {
        return calls.call(
                endpoint,
                as(self, ApiPaths.peerFile(self.peerId(), fileId)).delete().build());
    }

    @Override
    public Reply<ChunksRegistered> registerChunks(PeerCredentials self, FileId fileId, List<Integer> chunks) {
        Request request = as(self, ApiPaths.peerFileChunks(self.peerId(), fileId))
                .post(calls.body(new ChunksRegistration(List.copyOf(chunks))))
                .build();
        return calls.call(endpoint, request, ChunksRegistered.class);
    }

    @Override
    public Reply<FilePage> files(String query, int page, int size) {
        HttpUrl.Builder url = url(ApiPaths.FILES)
                .addQueryParameter("page", Integer.toString(page))
                .addQueryParameter("size", Integer.toString(size));
        if (!query.isEmpty()) {
            url.addQueryParameter("q", query);
        }
        return calls.call(endpoint, new Request.Builder().url(url.build()).build(), FilePage.class);
    }

    @Override
    public Reply<FilePage> filesWithSha256(String sha256) {
        HttpUrl url = url(ApiPaths.FILES).addQueryParameter("sha256", sha256).build();
        return calls.call(endpoint, new Request.Builder().url(url).build(), FilePage.class);
    }

    @Override
    public Reply<FileView> file(FileId fileId) {
        return calls.call(endpoint, to(ApiPaths.file(fileId)).build(), FileView.class);
    }

    @Override
    public Reply<Manifest> manifest(FileId fileId) {
        return ManifestCall.of(calls, endpoint, fileId);
    }

    @Override
    public Reply<Locations> locations(FileId fileId, Optional<PeerCredentials> self) {
        Request.Builder request = to(ApiPaths.locations(fileId));
        self.ifPresent(credentials -> authorize(request, credentials));
        return calls.call(endpoint, request.build(), Locations.class);
    }

    private HttpUrl.Builder url(String path) {
        return HttpUrl.get(endpoint.url() + path).newBuilder();
    }

    private Request.Builder to(String path) {
        return new Request.Builder().url(url(path).build());
    }

    private Request.Builder as(PeerCredentials self, String path) {
        return authorize(to(path), self);
    }

    private static Request.Builder authorize(Request.Builder request, PeerCredentials self) {
        return request.header("Authorization", "Bearer " + self.token());
    }
}
