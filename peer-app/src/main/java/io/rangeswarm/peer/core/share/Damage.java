package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;

/**
 * A file whose bytes are no longer those that were hashed, although by length, time and inode nobody has changed it.
 *
 * @param fileId what it was
 * @param detail what is wrong with it, in one line
 */
public record Damage(FileName name, FileId fileId, String detail) {

    public Damage {
        detail = detail.replaceAll("\\p{Cntrl}", " ");
    }
}
