package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.store.PartFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** Finds the name under which a finished download can be published without touching any file of the user's. */
final class FinalName {

    private static final int TRIES_MAX = 100;
    private static final int EXTENSION_LENGTH_MAX = 16;
    private static final int BLOCK_BYTES = 256 << 10;

    private FinalName() {}

    /** Publishes under the download's own name, or where other content has that name, under one with a suffix. */
    static FileName publish(PartFile part, Library library) throws IOException {
        FileName name = part.name();
        for (int attempt = 1; attempt <= TRIES_MAX; attempt++) {
            Path target = library.pathOf(name);
            try {
                part.publish(target);
                return name;
            } catch (FileAlreadyExistsException taken) {
                if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                    throw new FileAlreadyExistsException(
                            taken.getFile(), null, "a file stands where a folder is needed");
                }
                if (isSameFile(target, part.manifest())) {
                    return name;
                }
                name = suffixed(part.name(), part.manifest(), attempt);
            }
        }
        throw new FileAlreadyExistsException(library.pathOf(part.name()).toString());
    }

    /** {@code docs/report.pdf} becomes {@code docs/report~9f86d081.pdf}, then {@code docs/report~9f86d081-2.pdf}. */
    static FileName suffixed(FileName name, Manifest manifest, int attempt) {
        String last = name.lastSegment();
        String folder = name.value().substring(0, name.value().length() - last.length());
        int dot = last.lastIndexOf('.');
        boolean hasExtension = dot > 0 && last.length() - dot <= EXTENSION_LENGTH_MAX;
        String stem = hasExtension ? last.substring(0, dot) : last;
        String extension = hasExtension ? last.substring(dot) : "";
        String suffix = "~" + manifest.fileId().abbreviated() + (attempt == 1 ? "" : "-" + attempt) + extension;
        return new FileName(folder + shortened(stem, suffix, folder) + suffix);
    }

    /** As much of the stem as leaves room for the rest within what a file name may have. */
    private static String shortened(String stem, String suffix, String folder) {
        int room =
                Math.min(FileName.SEGMENT_BYTES_MAX, FileName.PATH_BYTES_MAX - utf8Length(folder)) - utf8Length(suffix);
        String fitting = stem;
        while (utf8Length(fitting) > room && !fitting.isEmpty()) {
            fitting = fitting.substring(0, fitting.offsetByCodePoints(fitting.length(), -1));
        }
        return fitting;
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Whether a regular file with exactly this content lies there already. Reads it only if the length fits. */
    static boolean isSameFile(Path path, Manifest manifest) {
        try {
            return hasContent(path, manifest);
        } catch (IOException unreadable) {
            return false; // a broken disk, or not ours to read: in any case another file must not take its place
        }
    }

    private static boolean hasContent(Path path, Manifest manifest) throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                || Files.size(path) != manifest.layout().length()) {
            return false;
        }
        MessageDigest digest = Sha256.newDigest();
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            while (channel.read(block.clear()) >= 0) {
                digest.update(block.flip());
            }
        }
        return Sha256.ofBytes(digest.digest()).equals(manifest.globalHash());
    }
}
