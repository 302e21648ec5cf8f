package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import java.io.IOException;
import java.nio.file.Path;

/** Where finished files go. */
public interface Library {

    /** Where a file of this name lies or would lie. */
    Path pathOf(FileName name);

    /** Where unfinished downloads are kept; on the same file system as the finished files. */
    Path downloadsFolder();

    /** Takes in a file that was just verified and now lies at {@link #pathOf}. */
    void adopt(FileName name, Manifest manifest) throws IOException;
}
