package io.rangeswarm.peer.core.store;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real folder behind a file system that does what tests wish: fails as a broken, full or read-only disk does, or takes
 * names for one that differ only in case or normalisation, as those of other systems do. Safe for many threads.
 */
public final class StrangeDisk extends FileSystemProvider {

    /** What the system says of a disk that is broken, full, or mounted read-only. */
    public static final String BROKEN = "Input/output error";

    public static final String FULL = "No space left on device";
    public static final String READ_ONLY = "Read-only file system";

    private final FileSystem system = new StrangeFileSystem(this);
    private final boolean foldsNames;
    private volatile boolean hasLinks = true;
    private volatile Optional<String> whenRead = Optional.empty();
    private volatile Optional<String> whenWritten = Optional.empty();
    private volatile Optional<String> whenForced = Optional.empty();

    private StrangeDisk(boolean foldsNames) {
        this.foldsNames = foldsNames;
    }

    public static StrangeDisk withFaults() {
        return new StrangeDisk(false);
    }

    /** One for which {@code A} and {@code a}, and both forms of {@code é}, are the same name. */
    public static StrangeDisk thatFoldsNames() {
        return new StrangeDisk(true);
    }

    /** As FAT is. */
    public StrangeDisk withoutHardLinks() {
        hasLinks = false;
        return this;
    }

    /** The folder as it is seen through this disk. */
    public Path at(Path folder) {
        return new StrangePath(system, folder.toAbsolutePath());
    }

    /** From now on reading fails with this message; empty: it works. */
    public void failReads(Optional<String> message) {
        whenRead = message;
    }

    /** Likewise whatever changes something. */
    public void failWrites(Optional<String> message) {
        whenWritten = message;
    }

    /** Likewise forcing to disk. */
    public void failForce(Optional<String> message) {
        whenForced = message;
    }

    void reading() throws IOException {
        fail(whenRead);
    }

    void writing() throws IOException {
        fail(whenWritten);
    }

    void forcing() throws IOException {
        fail(whenForced);
    }

    private static void fail(Optional<String> message) throws IOException {
        if (message.isPresent()) {
            throw new IOException(message.get());
        }
    }

    private void change(Path path) throws IOException {
        if (whenWritten.isPresent()) {
            throw new FileSystemException(path.toString(), null, whenWritten.get());
        }
    }

    /** The path of the real disk. */
    private Path real(Path path) {
        Path plain = path instanceof StrangePath strange ? strange.real() : path;
        if (!foldsNames || Files.exists(plain, LinkOption.NOFOLLOW_LINKS)) {
            return plain;
        }
        Path parent = plain.getParent();
        Path name = plain.getFileName();
        if (parent == null || name == null) {
            return plain;
        }
        Path folder = real(parent);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> entries = Files.list(folder)) {
                return entries.filter(entry ->
                                folded(String.valueOf(entry.getFileName())).equals(folded(name.toString())))
                        .findFirst()
                        .orElse(folder.resolve(name));
            } catch (IOException unreadable) {
                return plain;
            }
        }
        return folder.resolve(name);
    }

    private static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return new StrangeChannel(this, FileChannel.open(real(path), options, attributes));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(real(folder))) {
            for (Path entry : all) {
                Path seen = folder.resolve(String.valueOf(entry.getFileName()));
                if (filter.accept(seen)) {
                    entries.add(seen);
                }
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return entries.iterator();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        change(folder);
        Files.createDirectory(real(folder), attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        change(link);
        if (!hasLinks) {
            throw new FileSystemException(link.toString(), existing.toString(), "Operation not permitted");
        }
        Files.createLink(real(link), real(existing));
    }

    @Override
    public void delete(Path path) throws IOException {
        change(path);
        Files.delete(real(path));
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        change(target);
        Files.move(real(source), real(target), options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        change(path);
        Files.setAttribute(real(path), attribute, value, options);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        return Files.isSameFile(real(path), real(other));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return Files.getFileStore(real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        Path real = real(path);
        real.getFileSystem().provider().checkAccess(real, modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return Files.getFileAttributeView(real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return Files.readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return Files.readAttributes(real(path), attributes, options);
    }

    @Override
    public boolean isHidden(Path path) {
        return false;
    }

    @Override
    public String getScheme() {
        return "strange";
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("nothing here copies");
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException(uri.toString());
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return system;
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException(uri.toString());
    }
}
