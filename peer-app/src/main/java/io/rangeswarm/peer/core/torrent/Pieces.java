package io.rangeswarm.peer.core.torrent;

import io.rangeswarm.model.content.ChunkLayout;

/** A file's pieces as BitTorrent counts and hashes them: its chunks, by SHA-1. */
public final class Pieces {

    /** Of one hash, in bytes. */
    static final int HASH_BYTES = 20;

    private final ChunkLayout layout;
    private final byte[] hashes;

    /** @param hashes of all chunks one after the other; taken over, not copied */
    Pieces(ChunkLayout layout, byte[] hashes) {
        if (hashes.length != layout.chunkCount() * HASH_BYTES) {
            throw new IllegalArgumentException(
                    layout.chunkCount() + " pieces do not have " + hashes.length + " bytes of hashes");
        }
        this.layout = layout;
        this.hashes = hashes;
    }

    /** Of the file, in bytes. */
    long length() {
        return layout.length();
    }

    /** In bytes; the last piece may be shorter. */
    int pieceLength() {
        return layout.chunkSize();
    }

    /** Not to be changed. */
    byte[] hashes() {
        return hashes;
    }
}
