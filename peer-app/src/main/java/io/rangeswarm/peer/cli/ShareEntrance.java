package io.rangeswarm.peer.cli;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.share.SharePaths;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The way into a share folder for files from outside; nothing that is there is ever replaced. */
final class ShareEntrance {

    private final Path folder;
    private final boolean mayCopy;

    /** @param mayCopy whether a file that cannot be linked is copied */
    ShareEntrance(Path folder, boolean mayCopy) {
        this.folder = folder;
        this.mayCopy = mayCopy;
    }

    /**
     * Sees to it that the file is in the folder.
     *
     * @return what it is called there
     * @throws CommandFailure that says why it cannot be
     */
    FileName enter(Path path) throws IOException {
        Path file = real(path);
        Path root = folder.toRealPath();
        try {
            if (file.startsWith(root)) {
                return SharePaths.nameOf(root, file);
            }
            FileName name = new FileName(
                    String.valueOf(path.toAbsolutePath().normalize().getFileName()));
            bring(file, SharePaths.resolve(root, name), name);
            return name;
        } catch (IllegalArgumentException badName) {
            throw new CommandFailure(ExitCode.ERROR, "cannot share " + path + ": " + badName.getMessage());
        }
    }

    private static Path real(Path path) throws IOException {
        try {
            Path file = path.toRealPath();
            if (Files.isDirectory(file)) {
                throw new CommandFailure(ExitCode.USAGE, path + " is a folder; name its files: " + path + "/*");
            }
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new CommandFailure(ExitCode.ERROR, path + " is no file that can be read");
            }
            return file;
        } catch (NoSuchFileException missing) {
            throw new CommandFailure(ExitCode.NOT_FOUND, "there is no file " + path);
        } catch (AccessDeniedException denied) {
            throw new CommandFailure(ExitCode.ERROR, path + " cannot be read by this user");
        }
    }

    private void bring(Path file, Path target, FileName name) throws IOException {
        if (Files.exists(target)) {
            if (Files.isSameFile(file, target) || Files.mismatch(file, target) < 0) {
                return; // shared before
            }
            throw new CommandFailure(
                    ExitCode.ERROR, "another file called " + name + " is in the share folder " + folder + " already");
        }
        try {
            Files.createLink(target, file);
        } catch (UnsupportedOperationException | FileSystemException noLink) {
            if (!mayCopy) {
                throw new CommandFailure(
                        ExitCode.ERROR,
                        file + " cannot be linked into the share folder " + folder + " (" + why(noLink)
                                + "); --copy makes a copy");
            }
            copy(file, target);
        }
    }

    private static String why(Exception noLink) {
        String reason = noLink instanceof FileSystemException failed ? failed.getReason() : null;
        return reason == null ? noLink.getClass().getSimpleName() : reason;
    }

    /** First to where the peer does not look, so that it never hashes a part of a file. */
    private void copy(Path file, Path target) throws IOException {
        Path own = Files.createDirectories(
                folder.resolve(FileName.RESERVED_SEGMENT).resolve("incoming"));
        Path fresh = Files.createTempFile(own, "share", ".part");
        try {
            Files.copy(file, fresh, StandardCopyOption.REPLACE_EXISTING);
            try {
                Files.createLink(target, fresh);
            } catch (UnsupportedOperationException noLinks) {
                Files.move(fresh, target);
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
