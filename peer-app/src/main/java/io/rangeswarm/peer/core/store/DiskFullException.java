package io.rangeswarm.peer.core.store;

import java.io.IOException;

/** There is no room on the file system for what has to be written; the message says how much would be needed. */
public final class DiskFullException extends IOException {

    private static final long serialVersionUID = 1;

    public DiskFullException(String message) {
        super(message);
    }

    /** Whether a failed write means that the disk, or the user's quota, is full (ENOSPC, EDQUOT). */
    public static boolean isCauseOf(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof DiskFullException
                || message.contains("No space left on device")
                || message.contains("Disk quota exceeded")
                || message.contains("not enough space on the disk");
    }
}
