package io.rangeswarm.peer.core.torrent;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * One file's way through SHA-1, on one thread; others may ask how far it is. Each chunk is checked against its SHA-256 in
 * passing: a piece's hash that a file changed meanwhile had a part in would be wrong for ever.
 */
final class PieceHashing {

    private static final int BUFFER_BYTES = 256 << 10;

    private final Manifest manifest;
    private volatile long hashed; // written by the hashing thread only
    private volatile boolean cancelled;

    PieceHashing(Manifest manifest) {
        this.manifest = manifest;
    }

    Manifest manifest() {
        return manifest;
    }

    /** Bytes so far. */
    long hashed() {
        return hashed;
    }

    /** Lets it end soon with nothing. */
    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Empty when it was cancelled, or when the bytes are not the manifest's. */
    Optional<Pieces> run(Path path) throws IOException {
        int count = manifest.layout().chunkCount();
        ByteBuffer hashes = ByteBuffer.allocate(count * Pieces.HASH_BYTES);
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        MessageDigest sha1 = digest("SHA-1");
        MessageDigest sha256 = digest("SHA-256");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            for (int index = 0; index < count; index++) {
                ByteRange range = manifest.layout().rangeOf(index);
                if (!hash(file, range, buffer, sha1, sha256)
                        || !Sha256.ofBytes(sha256.digest()).equals(manifest.chunkHash(index))) {
                    return Optional.empty();
                }
                hashes.put(sha1.digest());
            }
        }
        return Optional.of(new Pieces(manifest.layout(), hashes.array()));
    }

    private boolean hash(FileChannel file, ByteRange range, ByteBuffer buffer, MessageDigest sha1, MessageDigest sha256)
            throws IOException {
        for (long at = range.start(); at < range.end(); ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), range.end() - at));
            int read = file.read(buffer, at);
            if (read < 0 || cancelled) {
                return false;
            }
            sha1.update(buffer.flip());
            sha256.update(buffer.rewind());
            at += read;
            hashed = at;
        }
        return true;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has " + algorithm, impossible);
        }
    }
}
