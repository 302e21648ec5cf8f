package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.api.ShareView;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.web.upload.UploadSlots;

/** A holding as this machine's user sees it. */
final class ShareViews {

    private ShareViews() {}

    /** @param slots know what was sent of it */
    static ShareView of(Holding holding, UploadSlots slots) {
        Manifest manifest = holding.manifest();
        int held = holding.held().size();
        return new ShareView(
                manifest.fileId().hex(),
                holding.names().stream()
                        .limit(FileView.NAMES_MAX)
                        .map(FileName::value)
                        .toList(),
                manifest.layout().length(),
                manifest.layout().chunkSize(),
                manifest.layout().chunkCount(),
                manifest.globalHash().hex(),
                held,
                held == manifest.layout().chunkCount(),
                ApiPaths.content(manifest.fileId()),
                slots.uploadedBytes(manifest.fileId()));
    }
}
