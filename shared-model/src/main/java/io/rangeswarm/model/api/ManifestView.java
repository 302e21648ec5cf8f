package io.rangeswarm.model.api;

import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.util.List;

/** A manifest for people and scripts; what is checked is its canonical form. */
public record ManifestView(
        String fileId, long length, int chunkSize, int chunkCount, String sha256, List<String> chunkHashes) {

    public ManifestView {
        chunkHashes = List.copyOf(chunkHashes);
    }

    public static ManifestView of(Manifest manifest) {
        return new ManifestView(
                manifest.fileId().hex(),
                manifest.layout().length(),
                manifest.layout().chunkSize(),
                manifest.layout().chunkCount(),
                manifest.globalHash().hex(),
                manifest.chunkHashes().stream().map(Sha256::hex).toList());
    }
}
