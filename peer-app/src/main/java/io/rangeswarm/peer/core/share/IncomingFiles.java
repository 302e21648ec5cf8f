package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.store.DiskFullException;
import io.rangeswarm.peer.core.store.Publication;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Files that the user hands over as a stream of bytes, to lie in the share folder and be shared. Each is written under
 * {@code .rangeswarm/incoming} and hashed on the way; only a whole one gets its name, and never that of another file.
 * What breaks off leaves nothing. Safe for many threads.
 */
public final class IncomingFiles {

    /** So many at a time; each blocks a thread and holds a buffer. */
    private static final int AT_ONCE_MAX = 4;

    private static final int BUFFER_BYTES = 256 << 10;

    private final ShareFolder share;
    private final Path folder;
    private final Semaphore places = new Semaphore(AT_ONCE_MAX);
    private final AtomicLong promised = new AtomicLong(); // bytes that are still to come and to be written

    private IncomingFiles(ShareFolder share, Path folder) {
        this.share = share;
        this.folder = folder;
    }

    /** Deletes what a process left that died while it received. */
    public static IncomingFiles into(ShareFolder share) throws IOException {
        Path folder = Files.createDirectories(
                share.root().resolve(FileName.RESERVED_SEGMENT).resolve("incoming"));
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder)) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
        return new IncomingFiles(share, folder);
    }

    /** What came of it. */
    public sealed interface Arrival {

        /** It is shared. */
        record Shared(FileName name, Manifest manifest) implements Arrival {}

        /** Something has this name already, or a part of it is no folder of the share. */
        record NameTaken(String detail) implements Arrival {}

        /** The disk has not got the room. */
        record NoRoom(String detail) implements Arrival {}

        /** Too many come in already. */
        record Busy(int atOnceMax) implements Arrival {}

        /** The stream ended before its length. */
        record BrokenOff(long received, long length) implements Arrival {}
    }

    /**
     * Whether such a file could be taken now; empty when it could.
     *
     * @param length in bytes, at most {@link ChunkLayout#LENGTH_MAX}
     */
    public Optional<Arrival> objection(FileName name, long length) throws IOException {
        Path target = share.resolve(name);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new Arrival.NameTaken("the share folder has a file '" + name + "' already"));
        }
        if (!leadsIntoTheFolder(target)) {
            return Optional.of(new Arrival.NameTaken("'" + name + "' leads out of the share folder"));
        }
        long room = Files.getFileStore(folder).getUsableSpace() - promised.get();
        if (room < length) {
            return Optional.of(new Arrival.NoRoom("the disk has " + Math.max(0, room)
                    + " bytes free, and the file needs " + length + "; free some space first"));
        }
        return Optional.empty();
    }

    private boolean leadsIntoTheFolder(Path target) throws IOException {
        Path nearest = target.getParent();
        while (nearest != null && !Files.exists(nearest)) {
            nearest = nearest.getParent();
        }
        return nearest != null
                && Files.isDirectory(nearest)
                && nearest.toRealPath().startsWith(share.root());
    }

    /**
     * Takes a file in. Blocks until it is all there, on disk and shared.
     *
     * @param length how many bytes will come, at most {@link ChunkLayout#LENGTH_MAX}
     * @throws IOException when the bytes cannot be read or written
     */
    public Arrival receive(FileName name, long length, InputStream bytes) throws IOException {
        if (!places.tryAcquire()) {
            return new Arrival.Busy(AT_ONCE_MAX);
        }
        Path part = folder.resolve(UUID.randomUUID().toString());
        try {
            Optional<Arrival> objection = objection(name, length);
            return objection.isPresent() ? objection.get() : receiveInto(part, name, new ChunkLayout(length), bytes);
        } catch (FileAlreadyExistsException overtaken) {
            return new Arrival.NameTaken("the share folder has a file '" + name + "' by now");
        } catch (IOException failed) {
            if (DiskFullException.isCauseOf(failed)) {
                return new Arrival.NoRoom("the disk is full; free some space first");
            }
            throw failed;
        } finally {
            places.release();
            Files.deleteIfExists(part); // the file has its own name by now, or is not wanted
        }
    }

    private Arrival receiveInto(Path part, FileName name, ChunkLayout layout, InputStream bytes) throws IOException {
        ManifestHasher hasher = new ManifestHasher(layout);
        long left = layout.length();
        promised.addAndGet(left);
        try (FileChannel file = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            while (left > 0) {
                int count = bytes.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    return new Arrival.BrokenOff(layout.length() - left, layout.length());
                }
                writeFully(file, ByteBuffer.wrap(buffer, 0, count));
                hasher.add(buffer, count);
                left -= count;
                promised.addAndGet(-count);
            }
            file.force(true);
        } finally {
            promised.addAndGet(-left);
        }
        Manifest manifest = hasher.finish();
        Publication.publish(part, share.resolve(name));
        share.adopt(name, manifest);
        return new Arrival.Shared(name, manifest);
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }
}
