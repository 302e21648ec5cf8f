package io.rangeswarm.tracker.core.swarm;

/**
 * The swarm of all files at one moment; only live peers count.
 *
 * @param seeds count of (peer, file) pairs where the peer holds all of the file; likewise leeches, where it holds less
 * @param sharedBytes sum of the files' lengths, each file once
 * @param chunkCopies count of chunks held, over all peers and files
 * @param uploadedBytes sum of what the peers say; likewise downloadedBytes
 */
public record SwarmNumbers(
        long peers,
        long files,
        long seeds,
        long leeches,
        long sharedBytes,
        long chunkCopies,
        long uploadedBytes,
        long downloadedBytes) {}
