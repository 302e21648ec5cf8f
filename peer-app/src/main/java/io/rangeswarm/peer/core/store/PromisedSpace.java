package io.rangeswarm.peer.core.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What the downloads that are open have still to write. A part file is as long as the file from the beginning, but takes no
 * room on disk before its chunks come, so the file system counts as free what is promised to others. Guarded by this.
 */
public final class PromisedSpace {

    private final Map<Path, LongSupplier> unwritten = new HashMap<>();

    /**
     * Promises room to a download; for its folder, in the place of what was promised for it before.
     *
     * @param length in bytes
     * @throws DiskFullException when the file system has less room than that beside what is promised to others
     */
    synchronized void promise(Path folder, long length) throws IOException {
        unwritten.remove(folder);
        long promised =
                unwritten.values().stream().mapToLong(LongSupplier::getAsLong).sum();
        long room = Files.getFileStore(folder).getUsableSpace();
        if (room - promised < length) {
            throw new DiskFullException("the disk has " + room + " bytes free"
                    + (promised == 0 ? "" : ", of which other downloads will need " + promised)
                    + ", and the file needs " + length + "; free some space or choose another folder");
        }
        unwritten.put(folder, () -> length);
    }

    /** Keeps to what this download has still to write from now on. */
    synchronized void follow(Path folder, LongSupplier bytesToCome) {
        unwritten.put(folder, bytesToCome);
    }

    /** The download of this folder writes no more. */
    synchronized void release(Path folder) {
        unwritten.remove(folder);
    }
}
