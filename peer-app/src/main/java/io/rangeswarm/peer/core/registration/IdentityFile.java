package io.rangeswarm.peer.core.registration;

import io.rangeswarm.peer.core.swarm.PeerCredentials;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Optional;
import java.util.Properties;

/**
 * Remembers who this peer is to its tracker, so that after a crash it comes back as the same peer:
 *
 * <pre>
 * tracker=http://10.0.0.1\:8080
 * peerId=2b7e151628aed2a6abf7158809cf4f3c
 * token=…
 * </pre>
 */
public final class IdentityFile {

    private final Path path;

    /** @param path of the file, {@code .rangeswarm/identity}; readable by its owner only where the system knows owners */
    public IdentityFile(Path path) {
        this.path = path;
    }

    /** The credentials that one of these trackers once gave; empty when there are none or they cannot be read. */
    Optional<PeerCredentials> read(Collection<PeerEndpoint> trackers) {
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            values.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
        String peerId = values.getProperty("peerId");
        String token = values.getProperty("token");
        String tracker = values.getProperty("tracker");
        if (trackers.stream().noneMatch(one -> one.url().equals(tracker)) || peerId == null || token == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PeerCredentials(peerId, token));
        } catch (IllegalArgumentException spoilt) {
            return Optional.empty();
        }
    }

    void write(PeerEndpoint tracker, PeerCredentials self) throws IOException {
        Properties values = new Properties();
        values.setProperty("tracker", tracker.url());
        values.setProperty("peerId", self.peerId());
        values.setProperty("token", self.token());
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.deleteIfExists(fresh);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        try (Writer writer = Files.newBufferedWriter(fresh)) {
            values.store(writer, "Who this peer is to its tracker. Secret.");
        }
        Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    void forget() throws IOException {
        Files.deleteIfExists(path);
    }
}
