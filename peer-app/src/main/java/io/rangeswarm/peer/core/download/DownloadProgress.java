package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A download at one moment.
 *
 * @param name what the file is to be called, once that is known
 * @param length in bytes, 0 until the manifest is known
 * @param heldBytes of verified chunks, those of earlier runs included
 * @param fetchedBytes of verified chunks that came over the network in this process
 * @param bytesPerSecond of verified chunks, over the last seconds
 * @param sources those that are known now
 * @param path where the file is, once it is complete
 * @param waitingFor one line for people: what the download lacks to go on, if anything
 */
public record DownloadProgress(
        FileId fileId,
        Optional<FileName> name,
        DownloadState state,
        long length,
        int chunkCount,
        int heldChunks,
        long heldBytes,
        long fetchedBytes,
        long bytesPerSecond,
        List<SourceReport> sources,
        Optional<Path> path,
        Optional<DownloadFailure> failure,
        Optional<String> waitingFor) {

    public DownloadProgress {
        sources = List.copyOf(sources);
    }

    /** Seconds until the end at the present rate; empty while nothing comes. */
    public Optional<Long> secondsLeft() {
        return bytesPerSecond > 0 ? Optional.of((length - heldBytes) / bytesPerSecond) : Optional.empty();
    }
}
