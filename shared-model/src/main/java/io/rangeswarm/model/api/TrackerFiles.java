package io.rangeswarm.model.api;

import java.util.List;

/**
 * One page of the tracker's list as a peer passes it on to its own machine's user.
 *
 * @param tracker the URL of the tracker that was asked
 * @param page zero-based
 * @param size count of files asked for
 * @param total count of all files that match
 */
public record TrackerFiles(String tracker, List<Listed> files, int page, int size, long total) {

    public TrackerFiles {
        files = List.copyOf(files);
    }

    /**
     * A file of the list.
     *
     * @param held count of its chunks that this peer holds
     */
    public record Listed(FileView file, int held) {}
}
