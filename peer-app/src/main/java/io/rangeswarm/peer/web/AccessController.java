package io.rangeswarm.peer.web;

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

/** For the page: how this peer is guarded, and links that can be passed on, here and on the tracker. */
@RestController
public final class AccessController {

    private final AccessView view;
    private final FileLinks links;

    public AccessController(AccessView view, Access access) {
        this.view = view;
        this.links = access.links();
    }

    @GetMapping(ApiPaths.ACCESS)
    AccessView access() {
        return view;
    }

    @GetMapping(ApiPaths.FILE_LINK)
    ResponseEntity<FileLink> link(@PathVariable String fileId) {
        String path = links.content(PathIds.parse(fileId));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new FileLink(
                        path, links.lifetime().map(Duration::toSeconds).orElse(null)));
    }
}
