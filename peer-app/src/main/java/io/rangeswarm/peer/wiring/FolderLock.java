package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.cli.CommandFailure;
import io.rangeswarm.peer.cli.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
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
     * @throws CommandFailure when another process has it, or when nobody may write there
     */
    static FolderLock take(Path folder) throws IOException {
        try {
            return takeIfPossible(folder);
        } catch (AccessDeniedException notAllowed) {
            throw unusable(folder, "this user may not write there");
        } catch (FileSystemException failed) {
            throw unusable(folder, failed.getReason() == null ? failed.toString() : failed.getReason());
        }
    }

    private static CommandFailure unusable(Path folder, String why) {
        return new CommandFailure(
                ExitCode.ERROR, "the folder " + folder + " cannot be used, for its records cannot be written: " + why);
    }

    private static FolderLock takeIfPossible(Path folder) throws IOException {
        Path records = Files.createDirectories(folder.resolve(FileName.RESERVED_SEGMENT));
        Path file = records.resolve("lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null || !isStillThere(file, channel)) {
            channel.close();
            throw new CommandFailure(
                    ExitCode.ERROR,
                    "the folder " + folder + " is in use by another peer or get; use another folder, or have that peer "
                            + "fetch (POST /api/v1/downloads)");
        }
        return new FolderLock(file, channel);
    }

    /** The file that was locked may be one that its last owner deleted at that moment; then the next has another. */
    private static boolean isStillThere(Path file, FileChannel locked) throws IOException {
        byte[] mark = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        locked.truncate(0).write(ByteBuffer.wrap(mark), 0);
        return Files.exists(file) && Arrays.equals(Files.readAllBytes(file), mark);
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
