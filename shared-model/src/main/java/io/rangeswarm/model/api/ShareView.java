package io.rangeswarm.model.api;

import java.util.List;

/**
 * A file of which a peer holds anything, as its own machine sees it.
 *
 * @param names what it is called there, at least one, sorted, at most {@link FileView#NAMES_MAX}
 * @param length in bytes; likewise chunkSize
 * @param held count of chunks
 * @param link the path of its bytes on that peer
 * @param uploadedBytes of it that were sent since the peer started
 */
public record ShareView(
        String fileId,
        List<String> names,
        long length,
        int chunkSize,
        int chunkCount,
        String sha256,
        int held,
        boolean complete,
        String link,
        long uploadedBytes) {

    public ShareView {
        names = List.copyOf(names);
    }
}
