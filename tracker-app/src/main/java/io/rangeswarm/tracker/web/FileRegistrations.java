package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.FileRegistration;
import io.rangeswarm.model.api.FilesRegistered.Registered;
import io.rangeswarm.model.api.FilesRegistered.Rejected;
import io.rangeswarm.model.api.FilesRegistration;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.swarm.SharedFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sorts a batch into files that fit and files that break a rule: one bad file never spoils the others. */
final class FileRegistrations {

    /** How much of a rejected file's name is said back, in characters: a name can be as long as a body. */
    private static final int ECHO_LENGTH_MAX = FileName.PATH_BYTES_MAX;

    private final List<SharedFile> accepted = new ArrayList<>();
    private final List<Rejected> rejected = new ArrayList<>();

    private FileRegistrations() {}

    /** @throws InvalidRequest when the batch itself is missing or too big */
    static FileRegistrations read(@Nullable FilesRegistration body) {
        List<@Nullable FileRegistration> files =
                InvalidRequest.required("files", InvalidRequest.body(body).files());
        requireBounds(files);
        FileRegistrations sorted = new FileRegistrations();
        files.forEach(sorted::add);
        return sorted;
    }

    private static void requireBounds(List<@Nullable FileRegistration> files) {
        if (files.size() > FilesRegistration.FILES_MAX) {
            throw new InvalidRequest(
                    "files",
                    "files: a batch has at most " + FilesRegistration.FILES_MAX + " files, not " + files.size()
                            + "; send several");
        }
        long hashes = files.stream().mapToLong(FileRegistrations::hashCount).sum();
        if (hashes > FilesRegistration.CHUNK_HASHES_MAX) {
            throw new InvalidRequest(
                    "files",
                    "files: a batch has at most " + FilesRegistration.CHUNK_HASHES_MAX + " chunk hashes in all, not "
                            + hashes + "; send several");
        }
    }

    private static long hashCount(@Nullable FileRegistration file) {
        return file == null || file.chunkHashes() == null
                ? 0
                : file.chunkHashes().size();
    }

    private void add(@Nullable FileRegistration file) {
        if (file == null) {
            rejected.add(new Rejected(null, "a file must be a JSON object, not null"));
            return;
        }
        try {
            accepted.add(sharedFile(file));
        } catch (InvalidRequest broken) {
            rejected.add(new Rejected(echo(file.name()), broken.detail()));
        }
    }

    private static SharedFile sharedFile(FileRegistration file) {
        String name = InvalidRequest.required("name", file.name());
        long length = InvalidRequest.required("length", file.length());
        int chunkSize = InvalidRequest.required("chunkSize", file.chunkSize());
        String sha256 = InvalidRequest.required("sha256", file.sha256());
        List<@Nullable String> hashes = InvalidRequest.required("chunkHashes", file.chunkHashes());
        String held = InvalidRequest.required("held", file.held());

        FileName fileName = InvalidRequest.reading("name", () -> new FileName(name));
        ChunkLayout bounded = InvalidRequest.reading("length", () -> new ChunkLayout(length));
        ChunkLayout layout = InvalidRequest.reading("chunkSize", () -> ChunkLayout.of(bounded.length(), chunkSize));
        Sha256 globalHash = InvalidRequest.reading("sha256", () -> Sha256.parse(sha256));
        Manifest manifest =
                InvalidRequest.reading("chunkHashes", () -> new Manifest(layout, globalHash, packed(hashes, layout)));
        ChunkSet chunks = InvalidRequest.reading("held", () -> held(held, layout.chunkCount()));
        return new SharedFile(fileName, manifest, chunks);
    }

    private static byte[] packed(List<@Nullable String> hashes, ChunkLayout layout) {
        if (hashes.size() != layout.chunkCount()) {
            throw new IllegalArgumentException("a file of " + layout.length() + " bytes has " + layout.chunkCount()
                    + " chunk hashes, not " + hashes.size());
        }
        ByteBuffer packed = ByteBuffer.allocate(hashes.size() * Sha256.BYTES);
        for (String hash : hashes) {
            if (hash == null) {
                throw new IllegalArgumentException("a chunk hash must not be null");
            }
            Sha256.parse(hash).writeTo(packed);
        }
        return packed.array();
    }

    private static ChunkSet held(String held, int count) {
        if (held.equals(FileRegistration.ALL)) {
            return ChunkSet.all(count);
        }
        byte[] bitfield;
        try {
            bitfield = Base64.getDecoder().decode(held);
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("must be \"all\" or a bitfield in base64", notBase64);
        }
        return ChunkSet.ofBitfield(count, bitfield);
    }

    private static @Nullable String echo(@Nullable String name) {
        return name == null || name.length() <= ECHO_LENGTH_MAX ? name : name.substring(0, ECHO_LENGTH_MAX) + "…";
    }

    List<SharedFile> accepted() {
        return accepted;
    }

    List<Registered> registered() {
        return accepted.stream()
                .map(file -> new Registered(file.fileId().hex(), file.name().value()))
                .toList();
    }

    List<Rejected> rejected() {
        return rejected;
    }
}
