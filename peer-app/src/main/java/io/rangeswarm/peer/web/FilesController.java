package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.api.ManifestView;
import io.rangeswarm.model.api.PeerChunks;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.ManifestCodec;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.holding.KnownPeers;
import io.rangeswarm.peer.web.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** What other peers ask about a file before they fetch its bytes. */
@RestController
public final class FilesController {

    /** The most other peers that are told of. */
    private static final int PEERS_MAX = 50;

    private final Holdings holdings;
    private final KnownPeers knownPeers;

    public FilesController(Holdings holdings, KnownPeers knownPeers) {
        this.holdings = holdings;
        this.knownPeers = knownPeers;
    }

    /** The manifest: canonical bytes where they are asked for, else JSON. */
    @GetMapping(ApiPaths.FILE_MANIFEST)
    ResponseEntity<Object> manifest(
            @PathVariable String fileId,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = MediaType.ALL_VALUE) String accept) {
        Manifest manifest = held(fileId).manifest();
        String id = manifest.fileId().hex();
        boolean canonical = wantsBytes(accept);
        return ResponseEntity.ok()
                .eTag(canonical ? id : id + "-json") // two representations, two tags
                .cacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
                .varyBy(HttpHeaders.ACCEPT)
                .contentType(canonical ? MediaType.APPLICATION_OCTET_STREAM : MediaType.APPLICATION_JSON)
                .body(canonical ? ManifestCodec.encode(manifest) : ManifestView.of(manifest));
    }

    /** What this peer holds of the file, and the other peers it knows of. */
    @GetMapping(ApiPaths.FILE_CHUNKS)
    ResponseEntity<PeerChunks> chunks(@PathVariable String fileId) {
        Holding holding = held(fileId);
        List<Location> others =
                knownPeers.of(holding.fileId()).stream().limit(PEERS_MAX).toList();
        ChunkSet held = holding.held();
        PeerChunks chunks = new PeerChunks(holding.fileId().hex(), held.count(), Location.ofSelf(held), others);
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(chunks);
    }

    private Holding held(String fileId) {
        FileId id;
        try {
            id = FileId.parse(fileId);
        } catch (IllegalArgumentException malformed) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, String.valueOf(malformed.getMessage()), "fileId");
        }
        return holdings.find(id)
                .orElseThrow(() ->
                        new ProblemException(ProblemType.UNKNOWN_FILE, "this peer holds nothing of the file " + id));
    }

    /** The first of the two media types that the header has, in its order of preference. */
    private static boolean wantsBytes(String accept) {
        try {
            List<MediaType> accepted = MediaType.parseMediaTypes(accept);
            MimeTypeUtils.sortBySpecificity(accepted);
            for (MediaType type : accepted) {
                if (type.includes(MediaType.APPLICATION_JSON)) {
                    return false;
                }
                if (type.includes(MediaType.APPLICATION_OCTET_STREAM)) {
                    return true;
                }
            }
        } catch (InvalidMediaTypeException malformed) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, String.valueOf(malformed.getMessage()), "Accept");
        }
        throw new ProblemException(
                ProblemType.NOT_ACCEPTABLE, "a manifest can be application/json or application/octet-stream");
    }
}
