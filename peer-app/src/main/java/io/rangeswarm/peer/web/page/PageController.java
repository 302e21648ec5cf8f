package io.rangeswarm.peer.web.page;

import io.rangeswarm.model.api.PageHeaders;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.page.PageFile;
import io.rangeswarm.model.page.PageFiles;
import io.rangeswarm.peer.web.problem.ProblemException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** For this machine's user: the peer's page, and its API, described. */
@RestController
public final class PageController {

    private static final String HERE = "./";

    private final PageFiles files = new PageFiles("peer.html");

    @GetMapping("/")
    ResponseEntity<byte[]> page() {
        return send(files.page("peer.html", HERE));
    }

    @GetMapping(PageHeaders.API_PAGE)
    ResponseEntity<byte[]> api() {
        return send(files.page("swagger-ui.html", HERE));
    }

    @GetMapping(PageHeaders.API_DOCS)
    ResponseEntity<byte[]> apiDocs() {
        return found(files.find("openapi-peer.json"));
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
        return send(
                file.orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "there is nothing at this path")));
    }

    private static ResponseEntity<byte[]> send(PageFile file) {
        HttpHeaders headers = new HttpHeaders();
        PageHeaders.ALL.forEach(headers::set);
        headers.set(HttpHeaders.CONTENT_TYPE, file.type());
        headers.setCacheControl(file.cacheControl());
        return ResponseEntity.ok().headers(headers).eTag(file.tag()).body(file.bytes());
    }
}
