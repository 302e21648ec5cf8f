package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.recordlog.RecordLog;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Remembers in a file which fingerprint had which manifest, so that a restart hashes only what changed. It is a cache:
 * what it lost is hashed again. Guarded by this.
 */
final class ShareIndex implements Closeable {

    /** Below this a log is not worth compacting, in bytes. */
    private static final long COMPACTED_LENGTH_MIN = 64 << 10;

    private final Path path;
    private final Map<FileName, IndexRecord> records = new HashMap<>();
    private RecordLog log;

    private ShareIndex(Path path) throws IOException {
        this.path = path;
        Files.deleteIfExists(unfinished());
        Map<FileId, Manifest> manifests = new HashMap<>(); // so that equal ones are read as one object
        this.log = RecordLog.open(
                path,
                payload -> IndexRecord.read(payload)
                        .map(record -> record.sharing(manifests))
                        .ifPresent(this::keep));
    }

    static ShareIndex open(Path path) throws IOException {
        return new ShareIndex(path);
    }

    /** What the name had when it was last hashed, if that is what it has now. */
    synchronized Optional<Manifest> find(FileName name, Fingerprint fingerprint) {
        return Optional.ofNullable(records.get(name))
                .filter(record -> record.fingerprint().equals(fingerprint))
                .flatMap(IndexRecord::manifest);
    }

    synchronized Set<FileName> names() {
        return Set.copyOf(records.keySet());
    }

    /** What these names had, by fingerprint: a renamed file is known by it. */
    synchronized Map<Fingerprint, Manifest> byFingerprint(Set<FileName> names) {
        Map<Fingerprint, Manifest> known = new HashMap<>();
        for (FileName name : names) {
            Optional.ofNullable(records.get(name))
                    .filter(record -> record.fingerprint().inode() != 0)
                    .ifPresent(record ->
                            record.manifest().ifPresent(manifest -> known.put(record.fingerprint(), manifest)));
        }
        return known;
    }

    synchronized void remember(FileName name, Fingerprint fingerprint, Manifest manifest) throws IOException {
        append(IndexRecord.of(name, fingerprint, manifest));
    }

    synchronized void forget(FileName name) throws IOException {
        if (records.containsKey(name)) {
            append(IndexRecord.forgotten(name));
        }
    }

    /** Writes the log afresh when more than half of it is about names that changed or went. */
    synchronized void compact() throws IOException {
        long live = records.values().stream().mapToLong(IndexRecord::length).sum();
        if (log.length() < COMPACTED_LENGTH_MIN || log.length() <= 2 * live) {
            return;
        }
        try (RecordLog fresh = RecordLog.open(unfinished(), nothing -> {})) {
            for (IndexRecord record : records.values()) {
                fresh.append(record.write());
            }
            fresh.force();
        }
        log.close();
        Files.move(unfinished(), path, StandardCopyOption.ATOMIC_MOVE);
        log = RecordLog.open(path, known -> {});
    }

    /** Size of the log in bytes. */
    synchronized long length() {
        return log.length();
    }

    @Override
    public synchronized void close() throws IOException {
        log.close();
    }

    private void append(IndexRecord record) throws IOException {
        keep(record);
        log.append(record.write());
    }

    private void keep(IndexRecord record) {
        if (record.manifest().isPresent()) {
            records.put(record.name(), record);
        } else {
            records.remove(record.name());
        }
    }

    private Path unfinished() {
        return path.resolveSibling(path.getFileName() + ".new");
    }
}
