package io.rangeswarm.model.api;

import java.util.List;

/**
 * The files of the share folder that a re-check found damaged on disk; they are not shared until they have been replaced.
 *
 * @param files sorted by name, at most 1000 of them
 * @param total count of all
 * @param checking whether a re-check is under way, or wished for and about to begin
 */
public record DamagedFiles(List<Damaged> files, long total, boolean checking) {

    public DamagedFiles {
        files = List.copyOf(files);
    }

    /**
     * One of them.
     *
     * @param fileId what it was when it was shared
     * @param detail what is wrong with it, in one line
     */
    public record Damaged(String fileId, String name, String detail) {}
}
