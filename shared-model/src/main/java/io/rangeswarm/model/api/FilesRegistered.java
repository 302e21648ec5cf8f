package io.rangeswarm.model.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a batch, file by file, each list in the batch's order. */
public record FilesRegistered(List<Registered> registered, List<Rejected> rejected) {

    public FilesRegistered {
        registered = List.copyOf(registered);
        rejected = List.copyOf(rejected);
    }

    /** A file that the tracker now lists. */
    public record Registered(String fileId, String name) {}

    /** A file that did not fit, and the rule it broke; nothing of it is kept. */
    public record Rejected(@Nullable String name, String problem) {}
}
