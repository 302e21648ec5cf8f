package io.rangeswarm.model.api;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file that a peer holds, whole or in part.
 *
 * @param length in bytes
 * @param chunkSize in bytes; must be the one that follows from the length
 * @param sha256 of the whole file, 64 hex digits
 * @param chunkHashes SHA-256 of each chunk in order, 64 hex digits each
 * @param held {@link #ALL}, or the bitfield of the chunks held in base64 (RFC 4648 §4)
 */
public record FileRegistration(
        @Nullable String name,
        @Nullable Long length,
        @Nullable Integer chunkSize,
        @Nullable String sha256,
        @Nullable List<@Nullable String> chunkHashes,
        @Nullable String held) {

    /** The value of {@code held} that means every chunk. */
    public static final String ALL = "all";

    /** What a peer sends for a file of which it holds these chunks. */
    public static FileRegistration of(FileName name, Manifest manifest, ChunkSet held) {
        return new FileRegistration(
                name.value(),
                manifest.layout().length(),
                manifest.layout().chunkSize(),
                manifest.globalHash().hex(),
                manifest.chunkHashes().stream().map(Sha256::hex).toList(),
                held.isComplete() ? ALL : Base64.getEncoder().encodeToString(held.bitfield()));
    }
}
