package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.download.Library;
import io.rangeswarm.peer.core.share.ShareFolder;
import java.io.IOException;
import java.nio.file.Path;

/** The share folder as the place where downloads go: what is finished is shared. */
record SharedLibrary(ShareFolder share) implements Library {

    @Override
    public Path pathOf(FileName name) {
        return share.resolve(name);
    }

    @Override
    public Path downloadsFolder() {
        return PlainFolder.downloadsOf(share.root());
    }

    @Override
    public void adopt(FileName name, Manifest manifest) throws IOException {
        share.adopt(name, manifest);
    }
}
