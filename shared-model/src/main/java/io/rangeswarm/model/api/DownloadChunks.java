package io.rangeswarm.model.api;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;

/**
 * Which chunks of a download are here, and which of the others its sources are known to hold; for pictures of it.
 *
 * @param held bitfield in base64, the first chunk in the most significant bit of the first byte; reachable likewise
 */
public record DownloadChunks(String fileId, int chunkCount, String held, String reachable) {

    /** Both sets must be of the same file. */
    public static DownloadChunks of(FileId fileId, ChunkSet held, ChunkSet reachable) {
        return new DownloadChunks(fileId.hex(), held.count(), Bitfields.encoded(held), Bitfields.encoded(reachable));
    }
}
