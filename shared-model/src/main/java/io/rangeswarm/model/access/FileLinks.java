package io.rangeswarm.model.access;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The paths of files that are handed out to clients of all kinds: plain ones, or signed ones where a token is needed. */
public final class FileLinks {

    private final @Nullable LinkSigner signer;

    private FileLinks(@Nullable LinkSigner signer) {
        this.signer = signer;
    }

    /** Where no token is needed. */
    public static FileLinks plain() {
        return new FileLinks(null);
    }

    public static FileLinks signedBy(LinkSigner signer) {
        return new FileLinks(signer);
    }

    /** How long a link made now can be used; empty when for ever. */
    public Optional<Duration> lifetime() {
        return Optional.ofNullable(signer).map(LinkSigner::lifetime);
    }

    /** Of a file's bytes on a peer; on a tracker, the one link for every client. */
    public String content(FileId file) {
        return signer == null ? ApiPaths.content(file) : signer.path(file);
    }

    /** The same with a name that clients save the file by: the name's last segment. */
    public String content(FileId file, FileName name) {
        return content(file) + "/" + ApiPaths.encoded(name.lastSegment());
    }

    public String metalink(FileId file) {
        return content(file) + ApiPaths.METALINK_SUFFIX;
    }

    public String torrent(FileId file) {
        return content(file) + ApiPaths.TORRENT_SUFFIX;
    }
}
