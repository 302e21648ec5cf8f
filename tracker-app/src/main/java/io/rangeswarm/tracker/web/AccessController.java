package io.rangeswarm.tracker.web;

import io.rangeswarm.model.access.Access;
import io.rangeswarm.model.access.FileLinks;
import io.rangeswarm.model.api.AccessView;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.FileLink;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** For the pages: how this tracker is guarded, and links that can be passed on. */
@RestController
class AccessController {

    private final AccessView view;
    private final FileLinks links;

    AccessController(AccessView view, Access access) {
        this.view = view;
        this.links = access.links();
    }

    @GetMapping(ApiPaths.ACCESS)
    AccessView access() {
        return view;
    }

    /** Of any file, known here or not: the link is good as soon as somebody shares it. */
    @GetMapping(ApiPaths.FILE_LINK)
    ResponseEntity<FileLink> link(@PathVariable String fileId) {
        String path = links.content(Parameters.fileId(fileId));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new FileLink(
                        path, links.lifetime().map(Duration::toSeconds).orElse(null)));
    }
}
