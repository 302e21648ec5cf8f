package io.rangeswarm.tracker.web;

import io.rangeswarm.model.access.Access;
import io.rangeswarm.model.access.FileLinks;
import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ChunkPage;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.core.swarm.Sources;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who holds what of a file. */
@RestController
class SourcesController {

    private static final int CHUNKS_DEFAULT = 100;
    private static final int CHUNKS_MAX = 1000;

    private final Sources sources;
    private final LocationAnswers answers;
    private final FileLinks links;

    SourcesController(Sources sources, LocationAnswers answers, Access access) {
        this.sources = sources;
        this.answers = answers;
        this.links = access.links();
    }

    /** What {@link FastCalls} leaves: everything about the question that is not plain. */
    @GetMapping(ApiPaths.FILE_LOCATIONS)
    ResponseEntity<byte[]> locations(
            @PathVariable String fileId,
            @RequestParam(required = false) @Nullable String limit,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
            @RequestHeader(name = ApiHeaders.HOLDS, required = false) @Nullable String holds) {
        FileId id = Parameters.fileId(fileId);
        int count = Parameters.number("limit", limit, LocationAnswers.LIMIT_DEFAULT, 1, LocationAnswers.LIMIT_MAX);
        LocationAnswers.Answered answer = answers.answer(id, count, Callers.token(authorization), holds);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CACHE_CONTROL, LocationAnswers.CACHE_CONTROL)
                .header(HttpHeaders.VARY, LocationAnswers.VARY)
                .eTag(answer.tag())
                .body(answer.body());
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
        String path = links.content(id);
        return new ChunkPage(
                id.hex(),
                found.layout().chunkCount(),
                first,
                count,
                found.chunks().stream().map(chunk -> view(path, chunk)).toList());
    }

    private static ChunkPage.Chunk view(String path, Sources.HeldChunk chunk) {
        return new ChunkPage.Chunk(
                chunk.index(),
                chunk.range().start() + "-" + (chunk.range().end() - 1),
                chunk.hash().hex(),
                Math.toIntExact(chunk.holders()),
                chunk.named().stream().map(endpoint -> endpoint.url() + path).toList());
    }
}
