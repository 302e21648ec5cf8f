package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Makes a manifest of bytes that come one after another. For one thread. */
final class ManifestHasher {

    private final ChunkLayout layout;
    private final MessageDigest whole = Sha256.newDigest();
    private final MessageDigest chunk = Sha256.newDigest();
    private final ByteBuffer chunkHashes;
    private long count;

    ManifestHasher(ChunkLayout layout) {
        this.layout = layout;
        this.chunkHashes = ByteBuffer.allocate(layout.chunkCount() * Sha256.BYTES);
    }

    /** @throws IllegalArgumentException when there are more than the layout's length */
    void add(byte[] bytes, int length) {
        if (count + length > layout.length()) {
            throw new IllegalArgumentException("more than " + layout.length() + " bytes");
        }
        whole.update(bytes, 0, length);
        int at = 0;
        while (at < length) {
            long left = layout.rangeOf(layout.indexAt(count)).end() - count;
            int part = (int) Math.min(left, length - at);
            chunk.update(bytes, at, part);
            at += part;
            count += part;
            if (part == left) {
                chunkHashes.put(chunk.digest());
            }
        }
    }

    /** @throws IllegalStateException when bytes are missing */
    Manifest finish() {
        if (count != layout.length()) {
            throw new IllegalStateException("only " + count + " of " + layout.length() + " bytes");
        }
        return new Manifest(layout, Sha256.ofBytes(whole.digest()), chunkHashes.array());
    }
}
