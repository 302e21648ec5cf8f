package io.rangeswarm.model.content;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The canonical manifest: one byte sequence per manifest, whose SHA-256 is the {@link FileId}. Big-endian.
 *
 * <pre>
 * offset  length  what                                    the empty file
 *      0      13  "rangeswarm/1\n", ASCII                 72 61 6e 67 65 73 77 61 72 6d 2f 31 0a
 *     13       8  length of the file, in bytes            00 00 00 00 00 00 00 00
 *     21       4  chunk size, in bytes                    00 10 00 00
 *     25      32  SHA-256 of the whole file               e3 b0 c4 42 98 fc 1c 14 … b8 55
 *     57  32 * n  SHA-256 of each of the n chunks         (none)
 * </pre>
 */
public final class ManifestCodec {

    private static final byte[] MAGIC = "rangeswarm/1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_LENGTH = MAGIC.length + Long.BYTES + Integer.BYTES + Sha256.BYTES;

    /** Length of the longest canonical manifest, in bytes: the bound to read with. */
    public static final int LENGTH_MAX = HEADER_LENGTH + ChunkLayout.CHUNK_COUNT_MAX * Sha256.BYTES;

    private ManifestCodec() {}

    /** The canonical bytes. */
    public static byte[] encode(Manifest manifest) {
        byte[] hashes = manifest.packedChunkHashes();
        ByteBuffer out = ByteBuffer.allocate(HEADER_LENGTH + hashes.length);
        out.put(MAGIC)
                .putLong(manifest.layout().length())
                .putInt(manifest.layout().chunkSize());
        manifest.globalHash().writeTo(out);
        return out.put(hashes).array();
    }

    /**
     * Reads canonical bytes; the result's {@link Manifest#fileId()} is their hash.
     *
     * @throws IllegalArgumentException that names the first thing which is not canonical
     */
    public static Manifest decode(byte[] canonical) {
        if (canonical.length < HEADER_LENGTH || canonical.length > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a manifest has " + HEADER_LENGTH + " to " + LENGTH_MAX + " bytes, not " + canonical.length);
        }
        ByteBuffer in = ByteBuffer.wrap(canonical);
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new IllegalArgumentException("a manifest begins with \"rangeswarm/1\" and a line feed");
        }
        ChunkLayout layout = ChunkLayout.of(in.getLong(), in.getInt());
        Sha256 globalHash = Sha256.read(in);
        byte[] hashes = new byte[in.remaining()];
        in.get(hashes);
        return new Manifest(layout, globalHash, hashes);
    }
}
