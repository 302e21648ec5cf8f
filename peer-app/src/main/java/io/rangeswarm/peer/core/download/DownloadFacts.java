package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.download.DownloadTarget.Placed;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a download by now: the file, where it is in the end, what is wrong. Guarded by its {@link Download}. */
final class DownloadFacts {

    private @Nullable Manifest manifest;
    private @Nullable FileName name;
    private @Nullable Path path;
    private @Nullable DownloadFailure failure;
    private @Nullable String waitingFor;

    void found(Manifest known) {
        manifest = known;
    }

    void named(FileName given) {
        name = given;
    }

    void placed(Placed file) {
        name = file.name();
        manifest = file.manifest();
        path = file.path();
    }

    void failed(DownloadFailure why) {
        failure = why;
    }

    /** It is tried again. */
    void forgetFailure() {
        failure = null;
    }

    void waitsFor(String what) {
        waitingFor = what;
    }

    void waitsNoMore() {
        waitingFor = null;
    }

    Optional<FileName> name() {
        return Optional.ofNullable(name);
    }

    Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    Optional<DownloadFailure> failure() {
        return Optional.ofNullable(failure);
    }

    Optional<String> waitingFor() {
        return Optional.ofNullable(waitingFor);
    }

    /** 0 while the manifest is not known. */
    int chunkCount() {
        return manifest == null ? 0 : manifest.layout().chunkCount();
    }

    /** Bytes of the file; 0 while the manifest is not known. */
    long length() {
        return manifest == null ? 0 : manifest.layout().length();
    }

    /** Bytes of these chunks; 0 while the manifest is not known. */
    long lengthOf(ChunkSet chunks) {
        return manifest == null ? 0 : manifest.layout().lengthOf(chunks);
    }
}
