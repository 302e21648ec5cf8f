package io.rangeswarm.peer.core.download;

/** Where a download stands. */
public enum DownloadState {
    /** Waits for its turn. */
    QUEUED,
    /** Asks for the manifest. */
    LOCATING,
    /** Fetches chunks, or waits for sources of them. */
    FETCHING,
    /** Has all chunks; checks the whole file and gives it its name. */
    CHECKING,
    /** Stopped by the user until resumed; what it has is kept and served. */
    PAUSED,
    COMPLETE,
    FAILED,
    /** Stopped by the user for good; nothing of it is kept. */
    CANCELLED;

    /** Whether nothing more will happen to it by itself. */
    public boolean isFinal() {
        return this == COMPLETE || this == FAILED || this == CANCELLED;
    }
}
