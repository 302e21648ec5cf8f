package io.rangeswarm.peer.core.download;

/**
 * Why a download failed.
 *
 * @param detail one line for people
 */
public record DownloadFailure(Kind kind, String detail) {

    /** What a script would tell apart. */
    public enum Kind {
        /** All chunks are right by themselves, and the whole is not what the manifest says: the manifest lies. */
        HASH_MISMATCH,
        DISK_FULL,
        DISK_ERROR
    }
}
