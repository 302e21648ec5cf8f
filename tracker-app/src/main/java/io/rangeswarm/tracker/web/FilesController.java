package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.FilePage;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.api.ManifestView;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.ManifestCodec;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.catalog.Catalog;
import io.rangeswarm.tracker.core.catalog.FileOrder;
import io.rangeswarm.tracker.core.catalog.FileQuery;
import io.rangeswarm.tracker.core.catalog.ListedFile;
import io.rangeswarm.tracker.core.catalog.Page;
import java.time.Clock;
import java.time.Duration;
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

/** Which files there are, and what each one is. */
@RestController
class FilesController {

    private static final Duration CACHE_FOR = Duration.ofDays(365);

    private final Catalog catalog;
    private final Clock clock;

    FilesController(Catalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    @GetMapping(ApiPaths.FILES)
    FilePage list(
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String sha256,
            @RequestParam(required = false) @Nullable String page,
            @RequestParam(required = false) @Nullable String size,
            @RequestParam(required = false) @Nullable String sort) {
        FileQuery query = new FileQuery(
                Parameters.text("q", q, FileName.PATH_BYTES_MAX),
                sha256 == null ? null : InvalidRequest.reading("sha256", () -> Sha256.parse(sha256)),
                sort == null ? FileOrder.BY_NAME : InvalidRequest.reading("sort", () -> FileOrder.parse(sort)),
                Parameters.slice(page, size));
        Page<ListedFile> found = catalog.list(query, clock.instant());
        return new FilePage(
                found.items().stream().map(FilesController::view).toList(),
                found.slice().page(),
                found.slice().size(),
                found.total());
    }

    @GetMapping(ApiPaths.FILE)
    FileView one(@PathVariable String fileId) {
        return catalog.find(Parameters.fileId(fileId), clock.instant())
                .map(FilesController::view)
                .orElseThrow(() -> RefusedCall.unknownFile(fileId));
    }

    static FileView view(ListedFile file) {
        return new FileView(
                file.id().hex(),
                file.names(),
                file.layout().length(),
                file.layout().chunkSize(),
                file.layout().chunkCount(),
                file.globalHash().hex(),
                file.seeds(),
                file.leeches(),
                file.availability(),
                file.leeches() == 0 ? null : file.progress().tenths());
    }

    /**
     * The canonical bytes, whose SHA-256 is the id, for {@code Accept: application/octet-stream}, otherwise JSON. Either
     * can be cached for ever; the strong ETags differ, because the bytes do (RFC 9110 §8.8.3).
     */
    @GetMapping(
            path = ApiPaths.FILE_MANIFEST,
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_OCTET_STREAM_VALUE})
    ResponseEntity<?> manifest(
            @PathVariable String fileId,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        FileId id = Parameters.fileId(fileId);
        Manifest manifest = catalog.manifest(id, clock.instant()).orElseThrow(() -> RefusedCall.unknownFile(fileId));
        boolean canonical = Representations.prefersOctets(accept);
        return ResponseEntity.ok()
                .contentType(canonical ? MediaType.APPLICATION_OCTET_STREAM : MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.maxAge(CACHE_FOR).cachePublic().immutable())
                .varyBy(HttpHeaders.ACCEPT)
                .eTag(canonical ? id.hex() : id.hex() + "-json")
                .body(canonical ? ManifestCodec.encode(manifest) : ManifestView.of(manifest));
    }
}
