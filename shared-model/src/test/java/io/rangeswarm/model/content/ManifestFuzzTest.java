package io.rangeswarm.model.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Any bytes at all as what strangers send of files: manifests, names, sets of chunks. */
class ManifestFuzzTest {

    private static final Path FOLDER = Path.of("/share");

    /** There is one sequence of bytes for one manifest, and its hash is the id. */
    @FuzzTest
    void canonicalBytes(byte[] bytes) {
        Manifest manifest;
        try {
            manifest = ManifestCodec.decode(bytes);
        } catch (IllegalArgumentException notCanonical) {
            return;
        }
        assertThat(ManifestCodec.encode(manifest)).isEqualTo(bytes);
        assertThat(manifest.fileId().hex()).isEqualTo(Sha256.hash(bytes).hex());
        assertThat(manifest.chunkHashes()).hasSize(manifest.layout().chunkCount());
    }

    /** Whatever is accepted lies in the folder, and not among the peer's own records. */
    @FuzzTest
    void name(byte[] bytes) {
        FileName name;
        try {
            name = new FileName(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException refused) {
            return;
        }
        Path path = FOLDER;
        for (String segment : name.segments()) {
            path = path.resolve(segment);
        }
        assertThat(path.normalize()).isEqualTo(path);
        assertThat(path.startsWith(FOLDER)).isTrue();
        assertThat(path.getNameCount()).isEqualTo(1 + name.segments().size());
        assertThat(path.getName(1).toString()).isNotEqualToIgnoringCase(FileName.RESERVED_SEGMENT);
        assertThat(path.toString().codePoints().noneMatch(Character::isISOControl))
                .isTrue();
        assertThat(String.join("/", name.segments())).isEqualTo(name.value());
    }

    /** The first two bytes are the count of chunks. */
    @FuzzTest
    void bitfield(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        int count = Byte.toUnsignedInt(bytes[0]) << 8 | Byte.toUnsignedInt(bytes[1]);
        byte[] bitfield = new byte[bytes.length - 2];
        System.arraycopy(bytes, 2, bitfield, 0, bitfield.length);
        ChunkSet chunks;
        try {
            chunks = ChunkSet.ofBitfield(count, bitfield);
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(chunks.bitfield()).isEqualTo(bitfield);
        assertThat(chunks.size()).isBetween(0, count);
        chunks.forEach(index -> assertThat(index).isBetween(0, count - 1));
    }
}
