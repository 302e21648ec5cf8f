package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ChunkPage;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.api.Locations;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.PeerRegistry;
import io.rangeswarm.tracker.core.swarm.Source;
import io.rangeswarm.tracker.core.swarm.Sources;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Who holds what of a file. */
@RestController
class SourcesController {

    private static final int LOCATIONS_DEFAULT = 50;
    private static final int LOCATIONS_MAX = 200;
    private static final int CHUNKS_DEFAULT = 100;
    private static final int CHUNKS_MAX = 1000;

    private final Sources sources;
    private final PeerRegistry peers;
    private final JsonMapper json;

    SourcesController(Sources sources, PeerRegistry peers, JsonMapper json) {
        this.sources = sources;
        this.peers = peers;
        this.json = json;
    }

    /** A token renews its peer's lease and leaves that peer out of the answer; one that is nobody's is ignored. */
    @GetMapping(ApiPaths.FILE_LOCATIONS)
    ResponseEntity<byte[]> locations(
            @PathVariable String fileId,
            @RequestParam(required = false) @Nullable String limit,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
        FileId id = Parameters.fileId(fileId);
        int count = Parameters.number("limit", limit, LOCATIONS_DEFAULT, 1, LOCATIONS_MAX);
        Optional<PeerId> asker = Callers.token(authorization).flatMap(peers::renewByToken);
        List<Location> found =
                sources.of(id, count, asker.orElse(null)).orElseThrow(() -> RefusedCall.unknownFile(fileId)).stream()
                        .map(SourcesController::location)
                        .toList();
        int pollAfterMillis = (int) peers.terms().pollAfter().toMillis();
        byte[] body = json.writeValueAsBytes(new Locations(id.hex(), pollAfterMillis, found));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noCache())
                .varyBy(HttpHeaders.AUTHORIZATION)
                .eTag(Sha256.hash(body).hex())
                .body(body);
    }

    private static Location location(Source source) {
        return Location.of(source.peerId().toString(), source.endpoint().url(), source.zone(), source.held());
    }

    @GetMapping(ApiPaths.FILE_CHUNKS)
    ChunkPage chunks(
            @PathVariable String fileId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String limit) {
        FileId id = Parameters.fileId(fileId);
        int first = Parameters.number("from", from, 0, 0, Integer.MAX_VALUE);
        int count = Parameters.number("limit", limit, CHUNKS_DEFAULT, 1, CHUNKS_MAX);
        Sources.HeldChunks found = sources.chunks(id, first, count).orElseThrow(() -> RefusedCall.unknownFile(fileId));
        return new ChunkPage(
                id.hex(),
                found.layout().chunkCount(),
                first,
                count,
                found.chunks().stream().map(chunk -> view(id, chunk)).toList());
    }

    private static ChunkPage.Chunk view(FileId id, Sources.HeldChunk chunk) {
        return new ChunkPage.Chunk(
                chunk.index(),
                chunk.range().start() + "-" + (chunk.range().end() - 1),
                chunk.hash().hex(),
                Math.toIntExact(chunk.holders()),
                chunk.named().stream()
                        .map(endpoint -> endpoint.url() + ApiPaths.content(id))
                        .toList());
    }
}
