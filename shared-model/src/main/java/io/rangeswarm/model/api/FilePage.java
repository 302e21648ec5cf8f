package io.rangeswarm.model.api;

import java.util.List;

/**
 * One page of the file list.
 *
 * @param page zero-based
 * @param size count of files asked for
 * @param total count of all files that match
 */
public record FilePage(List<FileView> files, int page, int size, long total) {

    public FilePage {
        files = List.copyOf(files);
    }
}
