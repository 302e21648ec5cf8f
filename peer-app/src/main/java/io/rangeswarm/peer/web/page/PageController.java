package io.rangeswarm.peer.web.page;

import io.rangeswarm.model.api.PageHeaders;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.peer.web.page.PageFiles.PageFile;
import io.rangeswarm.peer.web.problem.ProblemException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** For this machine's user: the peer's page. */
@RestController
public final class PageController {

    private final PageFiles files = new PageFiles();

    @GetMapping("/")
    ResponseEntity<byte[]> page() {
        return file("peer.html");
    }

    /** Asked for again each time, and sent again only when a newer program has another. */
    @GetMapping("/ui/{name}")
    ResponseEntity<byte[]> file(@PathVariable String name) {
        PageFile file = files.find(name)
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "there is nothing at this path"));
        HttpHeaders headers = new HttpHeaders();
        PageHeaders.ALL.forEach(headers::set);
        headers.setContentType(MediaType.parseMediaType(file.type));
        return ResponseEntity.ok().headers(headers).eTag(file.tag).body(file.bytes);
    }
}
