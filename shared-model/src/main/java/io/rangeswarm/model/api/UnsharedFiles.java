package io.rangeswarm.model.api;

import java.util.List;

/**
 * The files of the share folder that their owner has taken back.
 *
 * @param files sorted by name, at most 1000 of them
 * @param total count of all
 */
public record UnsharedFiles(List<Unshared> files, long total) {

    public UnsharedFiles {
        files = List.copyOf(files);
    }

    /** One of them, and what it was when it was shared. */
    public record Unshared(String fileId, String name) {}
}
