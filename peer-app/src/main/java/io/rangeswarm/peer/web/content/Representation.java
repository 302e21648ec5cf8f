package io.rangeswarm.peer.web.content;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.holding.Holding;
import java.util.Optional;

/**
 * What a URL stands for: a file, or one of its chunks.
 *
 * @param held the chunks of the file that are here
 * @param place of its bytes in the file
 * @param digest of all its bytes
 * @param tag of its bytes, the same on every peer
 * @param label what a browser should call it
 */
record Representation(
        Manifest manifest, ChunkSet held, ByteRange place, Sha256 digest, String tag, Optional<String> label) {

    static Representation ofFile(Holding holding, String label) {
        Manifest manifest = holding.manifest();
        ByteRange whole = new ByteRange(0, manifest.layout().length());
        return new Representation(
                manifest,
                holding.held(),
                whole,
                manifest.globalHash(),
                manifest.fileId().hex(),
                Optional.of(label));
    }

    static Representation ofChunk(Holding holding, int index) {
        Manifest manifest = holding.manifest();
        Sha256 hash = manifest.chunkHash(index);
        return new Representation(
                manifest, holding.held(), manifest.layout().rangeOf(index), hash, hash.hex(), Optional.empty());
    }

    /** In bytes. */
    long length() {
        return place.length();
    }

    /** Where a part of the representation is in the file. */
    ByteRange inFile(ByteRange part) {
        return ByteRange.ofLength(place.start() + part.start(), part.length());
    }

    /** Whether all bytes of the part are here. */
    boolean holds(ByteRange part) {
        ByteRange range = inFile(part);
        ChunkLayout layout = manifest.layout();
        return range.isEmpty() || held.containsAll(layout.indexAt(range.start()), layout.indexAt(range.end() - 1));
    }

    /** The hash of the part, when it is known because the part is exactly one chunk. */
    Optional<Sha256> digestOf(ByteRange part) {
        ByteRange range = inFile(part);
        ChunkLayout layout = manifest.layout();
        return layout.isExactlyOneChunk(range)
                ? Optional.of(manifest.chunkHash(layout.indexAt(range.start())))
                : Optional.empty();
    }
}
