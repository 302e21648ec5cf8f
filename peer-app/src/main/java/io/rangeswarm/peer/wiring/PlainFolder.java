package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.download.Library;
import io.rangeswarm.peer.core.share.SharePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder to put files in, for {@code get}: nothing in it is shared. */
final class PlainFolder implements Library, AutoCloseable {

    private static final String DOWNLOADS = "downloads";

    private final Path folder;
    private final FolderLock lock;

    /** Makes the folder if need be, and keeps it to this process. */
    PlainFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder).toRealPath();
        this.lock = FolderLock.take(this.folder);
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

    /** Gives the folder back, and takes away what the downloads needed, if they have left nothing to resume. */
    @Override
    public void close() {
        try {
            lock.close();
            Files.deleteIfExists(downloadsOf(folder));
            Files.deleteIfExists(folder.resolve(FileName.RESERVED_SEGMENT));
        } catch (IOException notEmpty) {
            // Something is left to resume.
        }
    }
}
