package io.rangeswarm.model.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a peer does, for its own machine's user.
 *
 * @param version of the program; null where it was not built as a release
 * @param name what the peer calls itself; null where it has no name
 * @param folder the share folder's path
 * @param folderFreeBytes room on its file system
 * @param tracker the one that is asked first now
 * @param registered whether the tracker knows this peer, as far as the peer knows
 * @param trackerTrouble what is wrong with the tracker, in one line; null while nothing is
 * @param shares count of files of which it holds anything
 * @param unfinishedDownloads those that run or wait
 * @param uploadedBytes file bytes sent since the start; downloadedBytes likewise received
 * @param activeUploads transfers that have a slot now
 */
public record PeerStatus(
        @Nullable String version,
        @Nullable String name,
        @Nullable String zone,
        String folder,
        long folderFreeBytes,
        List<String> trackers,
        String tracker,
        boolean registered,
        @Nullable String trackerTrouble,
        int shares,
        int unfinishedDownloads,
        long uploadedBytes,
        long downloadedBytes,
        int activeUploads) {

    public PeerStatus {
        trackers = List.copyOf(trackers);
    }
}
