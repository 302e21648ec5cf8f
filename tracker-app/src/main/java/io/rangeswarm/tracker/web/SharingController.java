package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ChunksRegistered;
import io.rangeswarm.model.api.ChunksRegistration;
import io.rangeswarm.model.api.FilesRegistered;
import io.rangeswarm.model.api.FilesRegistration;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.Sharing;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What a peer tells about its files and chunks. */
@RestController
class SharingController {

    private final Sharing sharing;

    SharingController(Sharing sharing) {
        this.sharing = sharing;
    }

    @PostMapping(ApiPaths.PEER_FILES)
    FilesRegistered registerFiles(
            @PathVariable String peerId,
            @RequestBody(required = false) @Nullable FilesRegistration body,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
        PeerId id = Parameters.peerId(peerId);
        FileRegistrations batch = FileRegistrations.read(body);
        sharing.registerFiles(id, Callers.requiredToken(authorization), batch.accepted())
                .orElseThrow(RefusedCall::of);
        return new FilesRegistered(batch.registered(), batch.rejected());
    }

    @DeleteMapping(ApiPaths.PEER_FILE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unshare(
            @PathVariable String peerId,
            @PathVariable String fileId,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
        PeerId id = Parameters.peerId(peerId);
        sharing.unshare(id, Callers.requiredToken(authorization), Parameters.fileId(fileId))
                .orElseThrow(RefusedCall::of);
    }

    @PostMapping(ApiPaths.PEER_FILE_CHUNKS)
    ChunksRegistered registerChunks(
            @PathVariable String peerId,
            @PathVariable String fileId,
            @RequestBody(required = false) @Nullable ChunksRegistration body,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
        PeerId id = Parameters.peerId(peerId);
        FileId file = Parameters.fileId(fileId);
        Sharing.Progress progress = sharing.registerChunks(
                        id, Callers.requiredToken(authorization), file, indexes(InvalidRequest.body(body)))
                .orElseThrow(RefusedCall::of);
        return new ChunksRegistered(progress.held().size(), progress.held().count(), (int)
                sharing.registerAfter().toMillis());
    }

    private static int[] indexes(ChunksRegistration body) {
        List<@Nullable Integer> chunks = InvalidRequest.required("chunks", body.chunks());
        if (chunks.size() > ChunkLayout.CHUNK_COUNT_MAX) {
            throw new InvalidRequest(
                    "chunks", "chunks: at most " + ChunkLayout.CHUNK_COUNT_MAX + " indexes, not " + chunks.size());
        }
        int[] indexes = new int[chunks.size()];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = InvalidRequest.required("chunks[" + i + "]", chunks.get(i));
        }
        return indexes;
    }
}
