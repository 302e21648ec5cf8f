package io.rangeswarm.peer.core.download;

import io.rangeswarm.peer.core.store.DiskFullException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.Locale;

/**
 * Why a download failed.
 *
 * @param detail one line for people
 */
public record DownloadFailure(Kind kind, String detail) {

    /** What a script would tell apart. */
    public enum Kind {
        /** All chunks are right by themselves, and the whole is not what the manifest says: the manifest lies. */
        HASH_MISMATCH,
        DISK_FULL,
        DISK_ERROR
    }

    /** The failure of the disk here. */
    static DownloadFailure of(IOException cause) {
        String message = described(cause);
        if (!DiskFullException.isCauseOf(cause)) {
            return new DownloadFailure(Kind.DISK_ERROR, message);
        }
        return new DownloadFailure(
                Kind.DISK_FULL,
                cause instanceof DiskFullException
                        ? message
                        : "the disk is full (" + message + "); free some space and resume");
    }

    /** The file's name is one that this machine cannot have: a JVM under {@code LC_ALL=C} knows only ASCII. */
    static DownloadFailure of(InvalidPathException unnameable) {
        return new DownloadFailure(
                Kind.DISK_ERROR,
                "no file here can be named '" + unnameable.getInput()
                        + "'; if the locale is to blame, start with LC_ALL=C.UTF-8");
    }

    /** Java's own messages of file system failures are often no more than a path. */
    private static String described(IOException cause) {
        String message = cause.getMessage();
        if (cause instanceof FileSystemException failure && failure.getReason() == null) {
            String kind = failure.getClass().getSimpleName().replace("Exception", "");
            return kind.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT) + ": " + message;
        }
        return message == null ? cause.toString() : message;
    }
}
