package io.rangeswarm.peer.core.swarm;

import io.rangeswarm.model.api.ChunksRegistered;
import io.rangeswarm.model.api.FilePage;
import io.rangeswarm.model.api.FileRegistration;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.api.FilesRegistered;
import io.rangeswarm.model.api.LeaseRenewal;
import io.rangeswarm.model.api.Locations;
import io.rangeswarm.model.api.PeerRegistered;
import io.rangeswarm.model.api.PeerRegistration;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import java.util.List;
import java.util.Optional;

/** The tracker's calls as a peer makes them. Each blocks for a bounded time and never throws for the tracker's sake. */
public interface Tracker {

    /** Where it is, for messages. */
    PeerEndpoint endpoint();

    /** Everywhere it may be: what one of these says of a peer, the others may know too. */
    default List<PeerEndpoint> endpoints() {
        return List.of(endpoint());
    }

    /** Registers; with the credentials of an earlier registration the tracker keeps the peer's identity. */
    Reply<PeerRegistered> register(PeerRegistration self, Optional<PeerCredentials> earlier);

    Reply<Boolean> renewLease(PeerCredentials self, LeaseRenewal counters);

    Reply<Boolean> leave(PeerCredentials self);

    Reply<FilesRegistered> registerFiles(PeerCredentials self, List<FileRegistration> files);

    Reply<Boolean> withdrawFile(PeerCredentials self, FileId fileId);

    Reply<ChunksRegistered> registerChunks(PeerCredentials self, FileId fileId, List<Integer> chunks);

    /** One page of files whose name contains {@code query}, or of all for an empty one. */
    Reply<FilePage> files(String query, int page, int size);

    /** The files with this SHA-256 of the whole. */
    Reply<FilePage> filesWithSha256(String sha256);

    Reply<FileView> file(FileId fileId);

    /** The manifest, checked against the id. */
    Reply<Manifest> manifest(FileId fileId);

    /** The sources; those that know who asks leave the asker out. */
    Reply<Locations> locations(FileId fileId, Optional<PeerCredentials> self);
}
