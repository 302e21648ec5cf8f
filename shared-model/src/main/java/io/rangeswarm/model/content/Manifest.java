package io.rangeswarm.model.content;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a file is, byte for byte: its length, the chunk layout that follows from it, the SHA-256 of the whole and of
 * every chunk. It carries its own proof: {@link #fileId()} is the hash of exactly these facts.
 */
public final class Manifest {

    private final ChunkLayout layout;
    private final Sha256 globalHash;
    private final byte[] chunkHashes; // packed: 64 Ki records of 32 bytes cost 2 MiB, as objects twice that
    private final FileId fileId;

    /**
     * @param globalHash SHA-256 of the whole file
     * @param packedChunkHashes 32 bytes per chunk, in order
     * @throws IllegalArgumentException when the count of hashes is not the layout's count of chunks
     */
    public Manifest(ChunkLayout layout, Sha256 globalHash, byte[] packedChunkHashes) {
        long expected = (long) layout.chunkCount() * Sha256.BYTES;
        if (packedChunkHashes.length != expected) {
            throw new IllegalArgumentException("a file of " + layout.length() + " bytes has " + layout.chunkCount()
                    + " chunk hashes, not " + packedChunkHashes.length / (double) Sha256.BYTES);
        }
        this.layout = layout;
        this.globalHash = globalHash;
        this.chunkHashes = packedChunkHashes.clone();
        this.fileId = new FileId(Sha256.hash(ManifestCodec.encode(this)));
    }

    /** As the constructor, from a list. */
    public static Manifest of(ChunkLayout layout, Sha256 globalHash, List<Sha256> chunkHashes) {
        ByteBuffer packed = ByteBuffer.allocate(Math.multiplyExact(chunkHashes.size(), Sha256.BYTES));
        chunkHashes.forEach(hash -> hash.writeTo(packed));
        return new Manifest(layout, globalHash, packed.array());
    }

    public FileId fileId() {
        return fileId;
    }

    public ChunkLayout layout() {
        return layout;
    }

    /** SHA-256 of the whole file. */
    public Sha256 globalHash() {
        return globalHash;
    }

    /** SHA-256 of chunk {@code index}. @throws IndexOutOfBoundsException when there is no such chunk */
    public Sha256 chunkHash(int index) {
        return Sha256.read(ByteBuffer.wrap(chunkHashes, index * Sha256.BYTES, Sha256.BYTES));
    }

    /** The chunk hashes in order. */
    public List<Sha256> chunkHashes() {
        return IntStream.range(0, layout.chunkCount()).mapToObj(this::chunkHash).toList();
    }

    /** 32 bytes per chunk, in order, in a fresh array. */
    public byte[] packedChunkHashes() {
        return chunkHashes.clone();
    }

    /** Two manifests are equal exactly when their ids are: the id is the hash of all they say. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Manifest that && that.fileId.equals(fileId);
    }

    @Override
    public int hashCode() {
        return fileId.hashCode();
    }

    @Override
    public String toString() {
        return "Manifest[" + fileId.abbreviated() + ", " + layout.length() + " bytes, " + layout.chunkCount()
                + " chunks]";
    }
}
