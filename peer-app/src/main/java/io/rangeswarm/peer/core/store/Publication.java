package io.rangeswarm.peer.core.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Gives a finished file its name in one atomic step. */
public final class Publication {

    private Publication() {}

    /**
     * Names {@code part} {@code target}, on the same file system. A hard link is used where there are such: unlike a
     * rename it fails when the target exists, so that even in a race no file of the user's is replaced. The part's own
     * name stays until the download's folder is deleted.
     *
     * @throws FileAlreadyExistsException when there is another file at {@code target} already
     */
    public static void publish(Path part, Path target) throws IOException {
        Path folder = Objects.requireNonNull(target.toAbsolutePath().getParent(), "a file lies in a folder");
        if (!Files.isDirectory(folder)) { // a link to a folder will do, which createDirectories refuses
            Files.createDirectories(folder);
        }
        try {
            Files.createLink(target, part);
        } catch (FileAlreadyExistsException taken) {
            if (!Files.exists(target) || !Files.isSameFile(part, target)) { // the same: a process died after this step
                throw taken;
            }
        } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
            // FAT and some network file systems say "operation not permitted". If that was not it, the rename says so.
            renameToFreeName(part, target);
        }
        forceFolder(folder);
    }

    /**
     * One at a time: a rename replaces what is there, and two files that end together may have names that are the same to
     * this file system ({@code A} and {@code a}). Other programs may still come in between.
     */
    private static synchronized void renameToFreeName(Path part, Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Makes the new name itself survive a power failure; a no-op where folders cannot be opened (Windows). */
    private static void forceFolder(Path folder) {
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        } catch (IOException unsupported) {
            // The file system offers no such promise; the file's bytes were forced before it got its name.
        }
    }

    static void deleteFolder(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(folder)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
