package io.rangeswarm.model.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {

    /** The golden files are made with printf, sha256sum and xxd, not with this code: see golden/README.md. */
    @ParameterizedTest
    @CsvSource({
        "empty,            0, 19d0b545e31b07993d57fa3039f0885f8a2c023a8b15b809b0e084ecebfbd67d",
        "one-byte,         1, f4577a4479ac93b8dd1ae463888a110c7ec8a6835f386dd76a2d00798ebc74b6",
        "two-chunks, 1048577, ad837fa59924560710b1c73bc4fe92bf1870a76fface6075b78724fdaffa1a22",
    })
    void canonicalBytesAreTheGoldenOnes(String golden, int length, String fileId) throws IOException {
        byte[] canonical = goldenBytes(golden);
        Manifest manifest = manifestOf(new byte[length]);

        assertThat(HexFormat.of().formatHex(ManifestCodec.encode(manifest)))
                .isEqualTo(HexFormat.of().formatHex(canonical));
        assertThat(manifest.fileId().hex()).isEqualTo(fileId);
        assertThat(ManifestCodec.decode(canonical)).isEqualTo(manifest);
    }

    @Test
    void tellsEachChunksHash() {
        byte[] content = new byte[ChunkLayout.CHUNK_SIZE_MIN + 1];
        Manifest manifest = manifestOf(content);

        assertThat(manifest.chunkHashes()).hasSize(2);
        assertThat(manifest.chunkHash(1)).isEqualTo(Sha256.hash(new byte[1]));
        assertThatThrownBy(() -> manifest.chunkHash(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void refusesEveryTruncationAndEveryLengthening() throws IOException {
        byte[] canonical = goldenBytes("two-chunks");
        for (int length = 0; length < canonical.length; length++) {
            byte[] cut = Arrays.copyOf(canonical, length);
            assertThatThrownBy(() -> ManifestCodec.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] longer = Arrays.copyOf(canonical, canonical.length + Sha256.BYTES);
        assertThatThrownBy(() -> ManifestCodec.decode(longer)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyFlippedBitIsRefusedOrGivesAnotherId() throws IOException {
        byte[] canonical = goldenBytes("two-chunks");
        FileId honest = ManifestCodec.decode(canonical).fileId();
        for (int bit = 0; bit < canonical.length * 8; bit++) {
            byte[] flipped = canonical.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                assertThat(ManifestCodec.decode(flipped).fileId()).isNotEqualTo(honest);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void refusesACountOfHashesThatDoesNotFit() {
        ChunkLayout layout = new ChunkLayout(5);
        assertThatThrownBy(() -> Manifest.of(layout, Sha256.hash(new byte[5]), List.of()))
                .hasMessageContaining("has 1 chunk hashes, not 0");
    }

    @Test
    void refusesAChunkSizeThatDoesNotFollowFromTheLength() throws IOException {
        byte[] canonical = goldenBytes("two-chunks");
        ByteBuffer.wrap(canonical).putInt("rangeswarm/1\n".getBytes(StandardCharsets.US_ASCII).length + 8, 2 << 20);
        assertThatThrownBy(() -> ManifestCodec.decode(canonical)).hasMessageContaining("chunk size");
    }

    private static Manifest manifestOf(byte[] content) {
        ChunkLayout layout = new ChunkLayout(content.length);
        List<Sha256> hashes = new ArrayList<>();
        for (int index = 0; index < layout.chunkCount(); index++) {
            ByteRange range = layout.rangeOf(index);
            hashes.add(Sha256.hash(Arrays.copyOfRange(content, (int) range.start(), (int) range.end())));
        }
        return Manifest.of(layout, Sha256.hash(content), hashes);
    }

    private static byte[] goldenBytes(String name) throws IOException {
        try (InputStream in = ManifestTest.class.getResourceAsStream("/golden/" + name + ".manifest")) {
            assertThat(in).as("golden file %s", name).isNotNull();
            return in.readAllBytes();
        }
    }
}
