package io.rangeswarm.peer.core.download;

import java.util.Optional;

/** Why a run of a download is to end before it has the file. */
enum Stop {
    NO,
    PAUSE,
    CANCEL,
    SHUTDOWN;

    /**
     * What a download is after a run that was told so.
     *
     * @param end how the run ended by itself, if it did
     */
    DownloadState stateAfter(Optional<DownloadState> end) {
        if (this == CANCEL) {
            return DownloadState.CANCELLED;
        }
        return end.orElse(this == PAUSE ? DownloadState.PAUSED : DownloadState.QUEUED);
    }
}
