package io.rangeswarm.peer.core.store;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Bytes that follow from a seed, and their manifest. */
public final class TestFile {

    public static final int CHUNK = ChunkLayout.CHUNK_SIZE_MIN;

    private final byte[] bytes;
    private final Manifest manifest;

    private TestFile(byte[] bytes, Manifest manifest) {
        this.bytes = bytes;
        this.manifest = manifest;
    }

    public byte[] bytes() {
        return bytes;
    }

    public Manifest manifest() {
        return manifest;
    }

    public static TestFile of(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return new TestFile(bytes, manifestOf(bytes, Sha256.hash(bytes)));
    }

    /** Every chunk is right, and the hash of the whole is not. */
    public static TestFile withFalseGlobalHash(long seed, int length) {
        TestFile honest = of(seed, length);
        return new TestFile(honest.bytes, manifestOf(honest.bytes, Sha256.hash(new byte[] {1})));
    }

    private static Manifest manifestOf(byte[] bytes, Sha256 globalHash) {
        ChunkLayout layout = new ChunkLayout(bytes.length);
        List<Sha256> hashes = new ArrayList<>();
        for (int index = 0; index < layout.chunkCount(); index++) {
            hashes.add(Sha256.hash(chunkOf(bytes, layout, index)));
        }
        return Manifest.of(layout, globalHash, hashes);
    }

    public FileId fileId() {
        return manifest.fileId();
    }

    public int chunkCount() {
        return manifest.layout().chunkCount();
    }

    public byte[] chunk(int index) {
        return chunkOf(bytes, manifest.layout(), index);
    }

    /** As long as the chunk, and wrong in its last byte only: nobody sees it before the end. */
    public byte[] wrongChunk(int index) {
        byte[] wrong = chunk(index);
        wrong[wrong.length - 1] ^= 1;
        return wrong;
    }

    private static byte[] chunkOf(byte[] bytes, ChunkLayout layout, int index) {
        return Arrays.copyOfRange(bytes, (int) layout.rangeOf(index).start(), (int)
                layout.rangeOf(index).end());
    }

    /** Brings one chunk as a request would. */
    public static WriteOutcome write(ChunkStore store, int index, byte[] bytes) throws IOException {
        try (ChunkWriter writer = store.writerFor(index)) {
            writer.accept(ByteBuffer.wrap(bytes));
            return writer.finish();
        }
    }
}
