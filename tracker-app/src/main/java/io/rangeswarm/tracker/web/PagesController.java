package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.PageHeaders;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.page.PageFile;
import io.rangeswarm.model.page.PageFiles;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What a browser shows: the tracker's pages and its API, described. */
@RestController
class PagesController {

    private static final String HERE = "./";

    private final PageFiles files;

    PagesController(PageFiles files) {
        this.files = files;
    }

    @GetMapping("/")
    ResponseEntity<byte[]> swarms() {
        return send(files.page("tracker.html", HERE));
    }

    @GetMapping(PageHeaders.SWARM)
    ResponseEntity<byte[]> swarm() {
        return send(files.page("swarm.html", HERE));
    }

    @GetMapping(PageHeaders.API_PAGE)
    ResponseEntity<byte[]> api() {
        return send(files.page("swagger-ui.html", HERE));
    }

    @GetMapping(PageHeaders.API_DOCS)
    ResponseEntity<byte[]> apiDocs() {
        return found(files.find("openapi-tracker.json"));
    }

    @GetMapping(PageHeaders.UI + "{name}")
    ResponseEntity<byte[]> file(@PathVariable String name) {
        return found(files.find(name));
    }

    @GetMapping(PageHeaders.UI + "{version}/{name}")
    ResponseEntity<byte[]> file(@PathVariable String version, @PathVariable String name) {
        return found(files.find(version, name));
    }

    private static ResponseEntity<byte[]> found(Optional<PageFile> file) {
        return send(file.orElseThrow(() -> new RefusedCall(ProblemType.NOT_FOUND, "there is no such file")));
    }

    private static ResponseEntity<byte[]> send(PageFile file) {
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, file.type())
                .header(HttpHeaders.CACHE_CONTROL, file.cacheControl())
                .eTag(file.tag())
                .body(file.bytes());
    }
}
