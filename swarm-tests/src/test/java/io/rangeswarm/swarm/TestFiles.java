package io.rangeswarm.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Content that nobody can guess and every run makes anew, byte for byte: it follows from a seed number. */
final class TestFiles {

    static final int MIB = 1 << 20;

    private TestFiles() {}

    /** A file with its name, bytes and manifest. */
    static final class Sample {
        private final String name;
        private final byte[] content;
        private final Manifest manifest;

        private Sample(String name, byte[] content) {
            this.name = name;
            this.content = content;
            this.manifest = TestFiles.manifest(content);
        }

        String name() {
            return name;
        }

        byte[] content() {
            return content;
        }

        Manifest manifest() {
            return manifest;
        }

        FileId fileId() {
            return manifest.fileId();
        }
    }

    static Sample sample(String name, long seed, int length) {
        return new Sample(name, bytes(seed, length));
    }

    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Writes the file and the folders above it. */
    static Path write(Path file, byte[] content) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return Files.write(file, content);
    }

    /** Turns a bit as a disk does it: the file's time and length are as before. */
    static void rot(Path file, long at) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int right = bytes.read();
            bytes.seek(at);
            bytes.write(right ^ 16);
        }
        Files.setLastModifiedTime(file, time);
    }

    /** As a peer would compute it. */
    static Manifest manifest(byte[] content) {
        return manifest(content, Sha256.hash(content));
    }

    /** With a global hash that may be a lie. */
    static Manifest manifest(byte[] content, Sha256 globalHash) {
        ChunkLayout layout = new ChunkLayout(content.length);
        List<Sha256> hashes = new ArrayList<>();
        for (int index = 0; index < layout.chunkCount(); index++) {
            ByteRange range = layout.rangeOf(index);
            hashes.add(Sha256.hash(Arrays.copyOfRange(content, (int) range.start(), (int) range.end())));
        }
        return Manifest.of(layout, globalHash, hashes);
    }

    /** The manifest of a file that nobody has: hashes of nothing, and 1 MiB a chunk. */
    static Manifest manifestWithoutContent(long seed, int chunks) {
        Random random = new Random(seed);
        List<Sha256> hashes = new ArrayList<>();
        for (int index = 0; index <= chunks; index++) {
            byte[] hash = new byte[Sha256.BYTES];
            random.nextBytes(hash);
            hashes.add(Sha256.ofBytes(hash));
        }
        return Manifest.of(new ChunkLayout((long) chunks * MIB), hashes.get(chunks), hashes.subList(0, chunks));
    }

    /** Fails unless both folders have the same files with the same bytes, leaving out what belongs to the peer itself. */
    static void assertSameTrees(Path expected, Path actual) throws IOException {
        assertThat(hashes(actual)).isEqualTo(hashes(expected));
    }

    /** The SHA-256 of each file by its path in the folder. */
    static SortedMap<String, String> hashes(Path folder) throws IOException {
        SortedMap<String, String> hashes = new TreeMap<>();
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path file : entries.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                if (!name.startsWith(FileName.RESERVED_SEGMENT)) {
                    hashes.put(name, Sha256.hash(Files.readAllBytes(file)).hex());
                }
            }
        }
        return hashes;
    }
}
