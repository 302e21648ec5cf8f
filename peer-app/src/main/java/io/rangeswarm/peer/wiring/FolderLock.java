package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.cli.CommandFailure;
import io.rangeswarm.peer.cli.ExitCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a folder to one process: two that write the same index and part files would spoil them. The operating system
 * takes the lock back when the process dies, however it dies.
 */
final class FolderLock implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Locks the folder until the process ends or the lock is closed.
     *
     * @throws CommandFailure when another process has it
     */
    static FolderLock take(Path folder) throws IOException {
        Path records = Files.createDirectories(folder.resolve(FileName.RESERVED_SEGMENT));
        Path file = records.resolve("lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new CommandFailure(
                    ExitCode.ERROR,
                    "the folder " + folder + " is in use by another peer or get; use another folder, or ask that peer: "
                            + "it has a page and an API of its own");
        }
        return new FolderLock(file, channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException thisProcess) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file); // while it is still locked: whoever comes next makes a new one
        channel.close();
    }
}
