package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.ManifestCodec;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the index: a name is hashed, or forgotten (then there is no manifest). Big-endian.
 *
 * <pre>
 * kind | length of name | name     | length of file          | modified (ns)           | inode                   | canonical manifest
 *   01 | 00 05          | "a.txt"  | 00 00 00 00 00 00 00 01 | 18 0a 4d 5c 5c 00 00 00 | 00 00 00 00 00 00 30 39 | 72 61 6e 67 …
 *   02 | 00 05          | "a.txt"
 * </pre>
 */
record IndexRecord(
        FileName name, Fingerprint fingerprint, @Nullable Manifest manifestOrNull) {

    private static final byte HASHED = 1;
    private static final byte FORGOTTEN = 2;
    private static final Fingerprint NO_FINGERPRINT = new Fingerprint(0, 0, 0);

    static IndexRecord of(FileName name, Fingerprint fingerprint, Manifest manifest) {
        return new IndexRecord(name, fingerprint, manifest);
    }

    static IndexRecord forgotten(FileName name) {
        return new IndexRecord(name, NO_FINGERPRINT, null);
    }

    Optional<Manifest> manifest() {
        return Optional.ofNullable(manifestOrNull);
    }

    /** The same with the manifest in {@code known} that is equal, which is added if there is none. */
    IndexRecord sharing(Map<FileId, Manifest> known) {
        return manifest()
                .map(manifest -> of(name, fingerprint, known.computeIfAbsent(manifest.fileId(), first -> manifest)))
                .orElse(this);
    }

    /** About its length in the log, in bytes. */
    long length() {
        return name.value().length()
                + (manifestOrNull == null
                        ? 0
                        : 100 + 32L * manifestOrNull.layout().chunkCount());
    }

    ByteBuffer write() {
        byte[] text = name.value().getBytes(StandardCharsets.UTF_8);
        byte[] canonical = manifestOrNull == null ? new byte[0] : ManifestCodec.encode(manifestOrNull);
        ByteBuffer out = ByteBuffer.allocate(1 + Short.BYTES + text.length + 3 * Long.BYTES + canonical.length);
        out.put(manifestOrNull == null ? FORGOTTEN : HASHED)
                .putShort((short) text.length)
                .put(text);
        if (manifestOrNull != null) {
            out.putLong(fingerprint.length())
                    .putLong(fingerprint.modifiedNanos())
                    .putLong(fingerprint.inode())
                    .put(canonical);
        }
        return out.flip();
    }

    /** Empty for a record of a kind that this version does not know: the file is then hashed again. */
    static Optional<IndexRecord> read(ByteBuffer in) {
        try {
            byte kind = in.get();
            byte[] text = new byte[in.getShort()];
            in.get(text);
            FileName name = new FileName(new String(text, StandardCharsets.UTF_8));
            if (kind == FORGOTTEN) {
                return Optional.of(forgotten(name));
            }
            if (kind != HASHED) {
                return Optional.empty();
            }
            Fingerprint fingerprint = new Fingerprint(in.getLong(), in.getLong(), in.getLong());
            byte[] canonical = new byte[in.remaining()];
            in.get(canonical);
            return Optional.of(of(name, fingerprint, ManifestCodec.decode(canonical)));
        } catch (IllegalArgumentException | BufferUnderflowException | NegativeArraySizeException notOurs) {
            return Optional.empty();
        }
    }
}
