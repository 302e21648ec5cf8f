package io.rangeswarm.peer.core.share;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one stat tells of a file's content: while it stays the same, the file is taken to have the bytes it had when it
 * was hashed. The device number is left out: it may change at a reboot, and then everything would be hashed again.
 *
 * @param length in bytes
 * @param modifiedNanos time of last modification, in nanoseconds since 1970
 * @param inode 0 where the file system has none
 */
record Fingerprint(long length, long modifiedNanos, long inode) {

    private static final String INODE_KEY = "ino=";

    static Fingerprint of(BasicFileAttributes attributes) {
        return new Fingerprint(
                attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), inode(attributes.fileKey()));
    }

    /** Of the file itself, never of what a symbolic link in its place points to. */
    static Fingerprint of(Path file) throws IOException {
        return of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }

    /** The JDK shows the inode only as text, {@code (dev=fd01,ino=1234)}; the "unix" view costs three times as much. */
    private static long inode(@Nullable Object fileKey) {
        String key = String.valueOf(fileKey);
        int start = key.indexOf(INODE_KEY) + INODE_KEY.length();
        int end = key.indexOf(')', start);
        if (start < INODE_KEY.length() || end < 0) {
            return 0;
        }
        try {
            return Long.parseUnsignedLong(key, start, end, 10);
        } catch (NumberFormatException anotherPlatform) {
            return 0;
        }
    }
}
