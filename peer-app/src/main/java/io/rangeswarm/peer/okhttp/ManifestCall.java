package io.rangeswarm.peer.okhttp;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.ManifestCodec;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import okhttp3.Request;

/** Asks a tracker or peer for a manifest and takes none that does not hash to the id. */
final class ManifestCall {

    private ManifestCall() {}

    static Reply<Manifest> of(JsonCalls calls, PeerEndpoint endpoint, FileId fileId) {
        return calls.callIfPossible(
                endpoint,
                () -> new Request.Builder()
                        .url(endpoint.url() + ApiPaths.manifest(fileId))
                        .header("Accept", "application/octet-stream")
                        .build(),
                canonical -> checked(canonical, fileId));
    }

    private static Manifest checked(byte[] canonical, FileId fileId) {
        Manifest manifest = ManifestCodec.decode(canonical);
        if (!manifest.fileId().equals(fileId)) {
            throw new IllegalArgumentException("the manifest it sent is that of " + manifest.fileId());
        }
        return manifest;
    }
}
