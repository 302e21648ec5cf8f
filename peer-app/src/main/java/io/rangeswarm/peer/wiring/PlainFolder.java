package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.download.Library;
import io.rangeswarm.peer.core.share.SharePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder to put files in, for {@code get}: nothing in it is shared. */
final class PlainFolder implements Library {

    private static final String DOWNLOADS = "downloads";

    private final Path folder;

    PlainFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder).toRealPath();
    }

    /** Where unfinished downloads of a share folder are. */
    static Path downloadsOf(Path folder) {
        return folder.resolve(FileName.RESERVED_SEGMENT).resolve(DOWNLOADS);
    }

    @Override
    public Path pathOf(FileName name) {
        return SharePaths.resolve(folder, name);
    }

    @Override
    public Path downloadsFolder() {
        return downloadsOf(folder);
    }

    @Override
    public void adopt(FileName name, Manifest manifest) {
        // The file lies where the user wanted it; nobody else is told.
    }

    /** Takes away what the downloads needed, if they have left nothing to resume. */
    static void tidy(Path folder) {
        try {
            Files.deleteIfExists(downloadsOf(folder));
            Files.deleteIfExists(folder.resolve(FileName.RESERVED_SEGMENT));
        } catch (IOException notEmpty) {
            // Something is left to resume.
        }
    }
}
