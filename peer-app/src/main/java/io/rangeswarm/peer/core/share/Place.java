package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file in the share folder that has been hashed.
 *
 * @param path where its bytes are: behind a symbolic link, the file that it points to
 * @param fingerprint from before it was hashed
 */
record Place(FileName name, Path path, Fingerprint fingerprint, Manifest manifest) {

    /** One stat: whether the file is still the one that was hashed. */
    boolean isUnchanged() {
        try {
            return Fingerprint.of(path).equals(fingerprint);
        } catch (IOException goneOrUnreadable) {
            return false;
        }
    }
}
