package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.api.Locations;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.swarm.Neighbours;
import io.rangeswarm.peer.core.swarm.PeerCredentials;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import io.rangeswarm.peer.core.swarm.Tracker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Finds a file's manifest and its first sources: asks the tracker, and remembers how often it wishes to be asked. */
final class LocationPolling {

    private final Tracker tracker;
    private final Neighbours neighbours;
    private final Supplier<Optional<PeerCredentials>> self;
    private final LocationReader reader;
    private volatile Duration trackerPause = Duration.ZERO;
    private volatile Optional<String> trackerTrouble = Optional.empty();

    LocationPolling(
            Tracker tracker,
            Neighbours neighbours,
            Supplier<Optional<PeerCredentials>> self,
            Predicate<PeerEndpoint> isSelf) {
        this.tracker = tracker;
        this.neighbours = neighbours;
        this.self = self;
        this.reader = new LocationReader(isSelf);
    }

    /** The manifest, from the tracker or from whoever is known to have it; else why there is none. */
    Reply<Manifest> manifest(FileId fileId, List<PeerEndpoint> known) {
        Reply<Manifest> fromTracker = tracker.manifest(fileId);
        if (fromTracker.answer().isPresent()) {
            return fromTracker;
        }
        for (PeerEndpoint peer : known) {
            Reply<Manifest> fromPeer = neighbours.manifest(peer, fileId);
            if (fromPeer.answer().isPresent()) {
                return fromPeer;
            }
        }
        return fromTracker;
    }

    /** What the tracker says of the file's sources. */
    Map<PeerEndpoint, ChunkSet> askTracker(Manifest manifest) {
        Reply<Locations> reply = tracker.locations(manifest.fileId(), self.get());
        trackerTrouble = reply.answer().isPresent() ? Optional.empty() : Optional.of(reply.why());
        Optional<Locations> locations = reply.answer();
        locations
                .map(Locations::pollAfterMillis)
                .ifPresent(millis -> trackerPause = Duration.ofMillis(Math.max(0, Math.min(millis, 60_000))));
        return locations.map(found -> reader.sources(found.peers(), manifest)).orElse(Map.of());
    }

    /** Do not ask the tracker again sooner. */
    Duration trackerPause() {
        return trackerPause;
    }

    /** Why the tracker's last answer was none. */
    Optional<String> trackerTrouble() {
        return trackerTrouble;
    }
}
