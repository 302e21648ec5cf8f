package io.rangeswarm.peer.core.share;

/**
 * Something in the share folder that is not shared.
 *
 * @param path below the folder, for people: what cannot be shown is replaced by a question mark
 * @param detail what is wrong with it, in words
 */
public record Skipped(String path, Reason reason, String detail) {

    /** Why it is not shared. */
    public enum Reason {
        /** A symbolic link to a folder, out of the share folder, or to nothing. */
        LINK,
        /** A FIFO, socket or device. */
        SPECIAL,
        UNREADABLE,
        /** A name that other machines could not take, or that is not valid Unicode. */
        NAME,
        /** It changed while it was read: probably still being written. The next scan tries again. */
        CHANGING,
        /** Its bytes are no longer those that were hashed, and nobody has changed it: see {@link Recheck}. */
        DAMAGED,
        /** Over the length that any file may have. */
        TOO_LONG
    }

    public Skipped {
        path = path.codePoints()
                .map(c -> Character.isISOControl(c) || c == '\uFFFD' ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Override
    public String toString() {
        return path + ": " + detail;
    }
}
