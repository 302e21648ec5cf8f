package io.rangeswarm.peer.web.upload;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is open for reading, used by any number of transfers and perhaps kept for the next. It closes when the
 * last of them has let go. Guarded by this; closing is no more than that.
 */
public final class OpenFile {

    private static final Logger log = LoggerFactory.getLogger(OpenFile.class);

    private final FileChannel channel;
    private int users = 1;

    /** Is in use once: by whoever opened it. */
    OpenFile(FileChannel channel) {
        this.channel = channel;
    }

    /** May be read at any position by any number of threads. */
    public FileChannel channel() {
        return channel;
    }

    /** One user more; false when it is too late, because the file is closed. */
    synchronized boolean use() {
        if (users == 0) {
            return false;
        }
        users++;
        return true;
    }

    /** One user less. To be called once for each use. */
    public synchronized void letGo() {
        users--;
        if (users == 0) {
            try {
                channel.close();
            } catch (IOException broken) {
                log.debug("a file that was only read does not close: {}", broken.toString());
            }
        }
    }
}
