package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.share.Skipped.Reason;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds what can be shared: regular files, and symbolic links to regular files within the folder. Links to folders are
 * never followed, so there is no loop to fall into. Nothing is opened, so a FIFO cannot block it.
 */
final class FolderWalk extends SimpleFileVisitor<Path> {

    /**
     * A file to share, as the walk saw it.
     *
     * @param identity equal for two names of one file (hard or symbolic links), and for nothing else
     */
    record Candidate(FileName name, Path path, Object identity, Fingerprint fingerprint) {}

    private final Path root;
    private final ScanTally tally;
    private final List<Candidate> candidates = new ArrayList<>();

    private FolderWalk(Path root, ScanTally tally) {
        this.root = root;
        this.tally = tally;
    }

    /** @param root its real path */
    static List<Candidate> of(Path root, ScanTally tally) throws IOException {
        FolderWalk walk = new FolderWalk(root, tally);
        Files.walkFileTree(root, walk);
        return walk.candidates;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (folder.equals(root)) {
            return FileVisitResult.CONTINUE;
        }
        if (isOwnRecords(folder)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        try {
            SharePaths.nameOf(root, folder);
            return FileVisitResult.CONTINUE;
        } catch (IllegalArgumentException refused) {
            skip(folder, Reason.NAME, refused.getMessage());
            return FileVisitResult.SKIP_SUBTREE;
        }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (isOwnRecords(file)) {
            return FileVisitResult.CONTINUE;
        }
        if (attributes.isSymbolicLink()) {
            visitLink(file);
        } else {
            offer(file, file, attributes);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (file.equals(root)) {
            throw failure;
        }
        if (!(failure instanceof NoSuchFileException)) {
            skip(file, Reason.UNREADABLE, "cannot be read: " + failure);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
        if (failure != null) {
            skip(folder, Reason.UNREADABLE, "cannot be listed to its end: " + failure);
        }
        return FileVisitResult.CONTINUE;
    }

    private void visitLink(Path link) {
        try {
            Path target = link.toRealPath();
            if (!target.startsWith(root) || isOwnRecords(target)) {
                skip(link, Reason.LINK, "is a link that leaves the share folder");
                return;
            }
            BasicFileAttributes attributes =
                    Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                skip(link, Reason.LINK, "is a link to a folder");
                return;
            }
            offer(link, target, attributes);
        } catch (IOException dangling) {
            skip(link, Reason.LINK, "is a link to nothing that can be read");
        }
    }

    private void offer(Path named, Path file, BasicFileAttributes attributes) {
        if (!attributes.isRegularFile()) {
            skip(named, Reason.SPECIAL, "is not a regular file");
        } else if (attributes.size() > ChunkLayout.LENGTH_MAX) {
            skip(named, Reason.TOO_LONG, "is longer than " + ChunkLayout.LENGTH_MAX + " bytes");
        } else {
            try {
                Object identity = Objects.requireNonNullElse(attributes.fileKey(), file);
                candidates.add(
                        new Candidate(SharePaths.nameOf(root, named), file, identity, Fingerprint.of(attributes)));
            } catch (IllegalArgumentException refused) {
                skip(named, Reason.NAME, refused.getMessage());
            }
        }
    }

    private boolean isOwnRecords(Path path) {
        return path.startsWith(root.resolve(FileName.RESERVED_SEGMENT));
    }

    private void skip(Path path, Reason reason, @Nullable String detail) {
        tally.skip(root.relativize(path).toString(), reason, String.valueOf(detail));
    }
}
