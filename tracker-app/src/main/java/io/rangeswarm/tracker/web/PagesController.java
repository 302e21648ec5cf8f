package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.PageHeaders;
import io.rangeswarm.model.api.ProblemType;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What a browser shows. Browsers ask each time whether a file is still the same: a tracker may have become a newer one. */
@RestController
class PagesController {

    private final PageFiles files;

    PagesController(PageFiles files) {
        this.files = files;
    }

    @GetMapping("/")
    ResponseEntity<byte[]> swarms() {
        return file("tracker.html");
    }

    @GetMapping("/swarm.html")
    ResponseEntity<byte[]> swarm() {
        return file("swarm.html");
    }

    @GetMapping(PageHeaders.UI + "{name}")
    ResponseEntity<byte[]> file(@PathVariable String name) {
        PageFiles.PageFile file =
                files.find(name).orElseThrow(() -> new RefusedCall(ProblemType.NOT_FOUND, "there is no such file"));
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, file.type())
                .cacheControl(CacheControl.noCache())
                .eTag(file.tag())
                .body(file.body());
    }
}
