package io.rangeswarm.model.api;

import java.util.List;

/** For people: chunks {@code from} (inclusive, zero-based) onwards of one file, and who holds each. */
public record ChunkPage(String fileId, int chunkCount, int from, int limit, List<Chunk> chunks) {

    public ChunkPage {
        chunks = List.copyOf(chunks);
    }

    /**
     * One chunk.
     *
     * @param range as curl's {@code -r} takes it: {@code 0-1048575}, both ends inclusive
     * @param holders count of live peers that hold it
     * @param urls where to ask for it, at most 10
     */
    public record Chunk(int index, String range, String sha256, int holders, List<String> urls) {

        public Chunk {
            urls = List.copyOf(urls);
        }
    }
}
