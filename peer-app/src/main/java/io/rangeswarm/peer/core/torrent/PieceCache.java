package io.rangeswarm.peer.core.torrent;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Pieces on disk, a file for each file, named by its id:
 *
 * <pre>
 * id (32 bytes) | SHA-1 of each chunk (20 bytes each) | SHA-256 of all before (32 bytes)
 * </pre>
 *
 * They follow from the id, so they are right for ever. Whatever is not such a file counts as none.
 */
final class PieceCache {

    /** Files; of 1 GiB, 20 KB each. The oldest go. */
    static final int FILES_MAX = 1000;

    private static final String SUFFIX = ".pieces";

    private final Path folder;

    PieceCache(Path folder) {
        this.folder = folder;
    }

    Optional<Pieces> read(Manifest manifest) throws IOException {
        Path file = file(manifest.fileId());
        int hashes = manifest.layout().chunkCount() * Pieces.HASH_BYTES;
        byte[] content;
        try {
            if (Files.size(file) != 2 * Sha256.BYTES + (long) hashes) {
                return Optional.empty();
            }
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException unknown) {
            return Optional.empty();
        }
        int end = content.length - Sha256.BYTES;
        byte[] checked = Arrays.copyOf(content, Math.max(0, end));
        boolean right = content.length == 2 * Sha256.BYTES + hashes
                && Arrays.equals(
                        content, end, content.length, Sha256.hash(checked).bytes(), 0, Sha256.BYTES)
                && Arrays.equals(content, 0, Sha256.BYTES, id(manifest), 0, Sha256.BYTES);
        return right
                ? Optional.of(new Pieces(manifest.layout(), Arrays.copyOfRange(content, Sha256.BYTES, end)))
                : Optional.empty();
    }

    void write(Manifest manifest, Pieces pieces) throws IOException {
        byte[] hashes = pieces.hashes();
        byte[] checked = ByteBuffer.allocate(Sha256.BYTES + hashes.length)
                .put(id(manifest))
                .put(hashes)
                .array();
        byte[] content = ByteBuffer.allocate(checked.length + Sha256.BYTES)
                .put(checked)
                .put(Sha256.hash(checked).bytes())
                .array();
        Files.createDirectories(folder);
        Path file = file(manifest.fileId());
        Path fresh = file.resolveSibling(manifest.fileId().hex() + ".new");
        Files.write(fresh, content);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        removeOldest();
    }

    private record Aged(Path path, FileTime time) {}

    private void removeOldest() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.filter(path -> path.toString().endsWith(SUFFIX)).toList();
        }
        if (all.size() <= FILES_MAX) {
            return;
        }
        Aged[] byAge = new Aged[all.size()];
        for (int i = 0; i < byAge.length; i++) {
            byAge[i] = new Aged(all.get(i), Files.getLastModifiedTime(all.get(i)));
        }
        Arrays.sort(byAge, Comparator.comparing(Aged::time));
        for (int i = 0; i < byAge.length - FILES_MAX; i++) {
            Files.deleteIfExists(byAge[i].path());
        }
    }

    private Path file(FileId id) {
        return folder.resolve(id.hex() + SUFFIX);
    }

    private static byte[] id(Manifest manifest) {
        return Sha256.parse(manifest.fileId().hex()).bytes();
    }
}
