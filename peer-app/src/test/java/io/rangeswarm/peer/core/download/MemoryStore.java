package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.store.ChunkStore;
import io.rangeswarm.peer.core.store.ChunkWriter;
import io.rangeswarm.peer.core.store.WriteOutcome;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps short stand-ins for chunks, those whose hash is the manifest's. For one thread. */
final class MemoryStore implements ChunkStore {

    private final Manifest manifest;
    private final Map<Integer, byte[]> contents = new HashMap<>();
    private ChunkSet held;

    MemoryStore(Manifest manifest, ChunkSet held) {
        this.manifest = manifest;
        this.held = held;
    }

    @Override
    public Manifest manifest() {
        return manifest;
    }

    @Override
    public ChunkSet held() {
        return held;
    }

    /** What was kept of a chunk that somebody sent. */
    Optional<byte[]> content(int index) {
        return Optional.ofNullable(contents.get(index));
    }

    @Override
    public ChunkWriter writerFor(int index) {
        return new ChunkWriter() {
            private final ByteArrayOutputStream received = new ByteArrayOutputStream();

            @Override
            public void accept(ByteBuffer bytes) {
                byte[] piece = new byte[bytes.remaining()];
                bytes.get(piece);
                received.writeBytes(piece);
            }

            @Override
            public WriteOutcome finish() {
                return keep(index, received.toByteArray());
            }

            @Override
            public void close() {}
        };
    }

    private WriteOutcome keep(int index, byte[] bytes) {
        Sha256 actual = Sha256.hash(bytes);
        if (held.contains(index)) {
            return new WriteOutcome.AlreadyHeld();
        }
        if (!actual.equals(manifest.chunkHash(index))) {
            return new WriteOutcome.HashMismatch(manifest.chunkHash(index), actual);
        }
        contents.put(index, bytes);
        held = held.with(index);
        return new WriteOutcome.Verified();
    }
}
