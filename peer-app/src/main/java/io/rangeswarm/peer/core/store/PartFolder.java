package io.rangeswarm.peer.core.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The folder of one download, as an earlier process may have left it. */
public final class PartFolder {

    static final String PART = "part";
    static final String JOURNAL = "journal";

    private PartFolder() {}

    /** Whether {@link PartFile#reopen} would find something there. */
    public static boolean isResumable(Path folder) throws IOException {
        Optional<Journal.Opened> opened = openJournal(folder);
        if (opened.isPresent()) {
            opened.get().journal().close();
        }
        return opened.isPresent();
    }

    static Optional<Journal.Opened> openJournal(Path folder) throws IOException {
        Path journal = folder.resolve(JOURNAL);
        return Files.exists(journal) ? Journal.open(journal) : Optional.empty();
    }

    /** Deletes whatever is left of it; it need not exist. */
    public static void discard(Path folder) throws IOException {
        if (Files.exists(folder)) {
            Files.deleteIfExists(folder.resolve(JOURNAL)); // first: without it the rest is known to be garbage
            Publication.deleteFolder(folder);
        }
    }
}
