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
 * The files that a re-check found damaged, until somebody changes or removes them; kept in a file, or the next process would
 * share them again by what it remembers of them. Guarded by this; held while the file, which is small, is written.
 *
 * <p>A line for each: the id it had, its fingerprint (length, time in nanoseconds, inode), its name, and what is wrong:
 *
 * <pre>{@code
 * 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 2097157 1793437200000000000 4711 film.bin<TAB>chunk 1 has other bytes
 * }</pre>
 */
final class DamagedFiles {

    private static final Logger log = LoggerFactory.getLogger(DamagedFiles.class);

    private static final int FIELDS = 5;

    private record Mark(Fingerprint fingerprint, Damage damage) {}

    private final Path path;
    private final Map<String, Mark> byName = new TreeMap<>();

    private DamagedFiles(Path path) {
        this.path = path;
    }

    /** What an earlier process found; lines that make no sense are passed over. */
    static DamagedFiles open(Path path) throws IOException {
        DamagedFiles opened = new DamagedFiles(path);
        if (Files.exists(path)) {
            new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().forEach(opened::read);
        }
        return opened;
    }

    private synchronized void read(String line) {
        try {
            String[] fields = line.split(" ", FIELDS);
            String[] nameAndDetail = fields[FIELDS - 1].split("\t", 2);
            FileName name = new FileName(nameAndDetail[0]);
            Fingerprint fingerprint = new Fingerprint(
                    Long.parseLong(fields[1]), Long.parseLong(fields[2]), Long.parseUnsignedLong(fields[3]));
            byName.put(
                    name.value(),
                    new Mark(fingerprint, new Damage(name, new FileId(Sha256.parse(fields[0])), nameAndDetail[1])));
        } catch (IllegalArgumentException | IndexOutOfBoundsException notOurs) {
            log.warn("{}: passed over the line '{}'", path, line);
        }
    }

    /** Whether this is a file that was found damaged, by its old name or, if it has an inode, by any other. */
    synchronized boolean contains(FileName name, Fingerprint fingerprint) {
        Mark mark = byName.get(name.value());
        if (mark != null && mark.fingerprint().equals(fingerprint)) {
            return true;
        }
        return fingerprint.inode() != 0
                && byName.values().stream()
                        .anyMatch(known -> known.fingerprint().equals(fingerprint));
    }

    synchronized List<Damage> all() {
        return byName.values().stream().map(Mark::damage).toList();
    }

    synchronized int count() {
        return byName.size();
    }

    synchronized void add(Place place, Damage damage) throws IOException {
        byName.put(place.name().value(), new Mark(place.fingerprint(), damage));
        write();
    }

    /** Forgets those that were removed, or replaced by another file, since. */
    synchronized void keepOnly(Collection<Fingerprint> there) throws IOException {
        if (byName.values().removeIf(mark -> !there.contains(mark.fingerprint()))) {
            write();
        }
    }

    private void write() throws IOException {
        List<String> lines = new ArrayList<>();
        byName.forEach((name, mark) -> {
            Fingerprint print = mark.fingerprint();
            lines.add(mark.damage().fileId().hex() + " " + print.length() + " " + print.modifiedNanos() + " "
                    + Long.toUnsignedString(print.inode()) + " " + name + "\t"
                    + mark.damage().detail());
        });
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.write(fresh, lines, StandardCharsets.UTF_8);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    }
}
