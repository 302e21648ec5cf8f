package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A folder, and what was adopted into it. */
final class FakeLibrary implements Library {

    final Map<FileName, Manifest> adopted = new ConcurrentHashMap<>();
    private final Path folder;

    FakeLibrary(Path folder) {
        this.folder = folder;
    }

    @Override
    public Path pathOf(FileName name) {
        return folder.resolve(name.value());
    }

    @Override
    public Path downloadsFolder() {
        return folder.resolve(".rangeswarm/downloads");
    }

    @Override
    public void adopt(FileName name, Manifest manifest) {
        adopted.put(name, manifest);
    }
}
