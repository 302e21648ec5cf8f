package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.FileName;
import java.nio.file.Path;
import java.util.StringJoiner;

/** Files of a share folder, as names and as paths. */
public final class SharePaths {

    private SharePaths() {}

    /**
     * The file's place below the folder.
     *
     * @throws IllegalArgumentException when this platform's file names cannot spell it (with {@code LC_ALL=C} a JVM
     *     knows only ASCII names)
     */
    public static Path resolve(Path folder, FileName name) {
        Path path = folder;
        for (String segment : name.segments()) {
            path = path.resolve(segment);
        }
        return path;
    }

    /**
     * The name of a path below the folder.
     *
     * @throws IllegalArgumentException that names the rule which the path breaks
     */
    public static FileName nameOf(Path folder, Path path) {
        Path relative = folder.relativize(path);
        StringJoiner joined = new StringJoiner("/");
        relative.forEach(segment -> joined.add(segment.toString()));
        FileName name = new FileName(joined.toString());
        // Bytes that are no text in the locale's encoding come back as another path, or none.
        if (!resolve(folder, name).equals(path)) {
            throw new IllegalArgumentException("a file name must be valid Unicode");
        }
        return name;
    }
}
