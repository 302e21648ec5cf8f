package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names that the user no longer wants shared, though the files are still there; kept in a file, so that neither the
 * next scan nor the next process shares them again. Guarded by this; held while the file, which is small, is written.
 *
 * <p>A line for each, the id it had and its name, which has no line breaks:
 *
 * <pre>{@code
 * 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 docs/old report.pdf
 * }</pre>
 */
final class TakenBack {

    private static final Logger log = LoggerFactory.getLogger(TakenBack.class);

    private static final int HEX_LENGTH = 2 * Sha256.BYTES;

    private final Path path;
    private final Map<String, FileId> byName = new TreeMap<>();

    private TakenBack(Path path) {
        this.path = path;
    }

    /** What an earlier process left; lines that make no sense are passed over. */
    static TakenBack open(Path path) throws IOException {
        TakenBack opened = new TakenBack(path);
        if (Files.exists(path)) {
            new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().forEach(opened::read);
        }
        return opened;
    }

    private synchronized void read(String line) {
        try {
            FileName name = new FileName(line.substring(HEX_LENGTH + 1));
            byName.put(name.value(), FileId.parse(line.substring(0, HEX_LENGTH)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException damaged) {
            log.warn("{}: passed over the line '{}'", path, line);
        }
    }

    synchronized boolean contains(FileName name) {
        return byName.containsKey(name.value());
    }

    synchronized boolean contains(FileId fileId) {
        return byName.containsValue(fileId);
    }

    /** Those names, and what each was when it was shared; sorted. */
    synchronized List<Map.Entry<FileName, FileId>> all() {
        List<Map.Entry<FileName, FileId>> all = new ArrayList<>();
        byName.forEach((name, fileId) -> all.add(Map.entry(new FileName(name), fileId)));
        return all;
    }

    /** Does what shares the name, unless it is taken back; not while {@link #add} runs. */
    synchronized void unlessTakenBack(FileName name, Runnable share) {
        if (!contains(name)) {
            share.run();
        }
    }

    synchronized void add(Collection<FileName> names, FileId fileId) throws IOException {
        names.forEach(name -> byName.put(name.value(), fileId));
        write();
    }

    /** These names may be shared again. */
    synchronized void remove(Collection<FileName> names) throws IOException {
        if (byName.keySet().removeAll(names.stream().map(FileName::value).toList())) {
            write();
        }
    }

    /** So may all names of this file; false when there are none. */
    synchronized boolean remove(FileId fileId) throws IOException {
        boolean any = byName.values().removeIf(fileId::equals);
        if (any) {
            write();
        }
        return any;
    }

    private void write() throws IOException {
        StringBuilder lines = new StringBuilder();
        byName.forEach((name, fileId) ->
                lines.append(fileId.hex()).append(' ').append(name).append('\n'));
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.write(fresh, lines.toString().getBytes(StandardCharsets.UTF_8));
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    }
}
