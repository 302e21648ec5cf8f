package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.store.ChunkWriter;
import io.rangeswarm.peer.core.store.PartFile;
import io.rangeswarm.peer.core.store.WriteOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a second file of bytes that are here already under another name, so that they need not be fetched again. */
public final class LocalCopies {

    private static final String COPY_PREFIX = "copy-";
    private static final int BLOCK_BYTES = 256 << 10;
    private static final Logger log = LoggerFactory.getLogger("p2s");

    private final Library library;

    public LocalCopies(Library library) {
        this.library = library;
    }

    /**
     * Copies a complete holding to {@code name}, checked like a download, chunk by chunk. Does nothing when the source
     * has changed meanwhile or another file has the name.
     *
     * @return whether there is a copy now
     */
    public boolean copy(Holding source, FileName name) throws IOException {
        Optional<Path> from = source.verifiedPath();
        if (from.isEmpty()) {
            return false;
        }
        Path target = library.pathOf(name);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return false; // the next scan says what it is
        }
        PartFile part = PartFile.create(
                library.downloadsFolder().resolve(COPY_PREFIX + source.fileId().hex()), name, source.manifest());
        try (FileChannel bytes = FileChannel.open(from.get(), StandardOpenOption.READ)) {
            ChunkLayout layout = source.manifest().layout();
            for (int index = 0; index < layout.chunkCount(); index++) {
                if (!copyChunk(bytes, layout.rangeOf(index), part, index)) {
                    log.warn("'{}' changed while it was copied to '{}'", from.get(), name);
                    return false;
                }
            }
            part.publish(target);
            library.adopt(name, source.manifest());
            log.info("copied: {} (the same bytes were here already)", name);
            return true;
        } finally {
            part.discard();
        }
    }

    /** Whether a folder among the downloads is one that a copy was made in. */
    static boolean isCopyFolder(String name) {
        return name.startsWith(COPY_PREFIX);
    }

    private static boolean copyChunk(FileChannel bytes, ByteRange range, PartFile part, int index) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        try (ChunkWriter writer = part.writerFor(index)) {
            for (long at = range.start(); at < range.end(); ) {
                block.clear().limit((int) Math.min(BLOCK_BYTES, range.end() - at));
                int read = bytes.read(block, at);
                if (read < 0) {
                    return false;
                }
                at += read;
                writer.accept(block.flip());
            }
            return writer.finish() instanceof WriteOutcome.Verified;
        }
    }
}
