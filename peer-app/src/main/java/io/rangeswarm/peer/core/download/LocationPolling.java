package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.api.Locations;
import io.rangeswarm.model.api.PeerChunks;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.swarm.Neighbours;
import io.rangeswarm.peer.core.swarm.PeerCredentials;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import io.rangeswarm.peer.core.swarm.Tracker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a file's sources: asks the tracker, and asks the sources already known what they hold and whom they know, which
 * is fresher than the tracker can be and works while it is away. Stateless but for the tracker's wish how often to ask.
 */
final class LocationPolling {

    /** So many sources are asked in one round. */
    private static final int NEIGHBOURS_PER_ROUND = 6;

    /** So many locations of one answer are looked at: more than are ever remembered, and more than anybody honest sends. */
    private static final int LOCATIONS_MAX = 2 * ChunkScheduler.SOURCES_MAX;

    private static final Logger log = LoggerFactory.getLogger("p2s");

    private final Tracker tracker;
    private final Neighbours neighbours;
    private final Supplier<Optional<PeerCredentials>> self;
    private final Predicate<PeerEndpoint> isSelf;
    private final RandomGenerator random;
    private volatile Duration trackerPause = Duration.ZERO;
    private volatile Optional<String> trackerTrouble = Optional.empty();

    LocationPolling(
            Tracker tracker,
            Neighbours neighbours,
            Supplier<Optional<PeerCredentials>> self,
            Predicate<PeerEndpoint> isSelf,
            RandomGenerator random) {
        this.tracker = tracker;
        this.neighbours = neighbours;
        this.self = self;
        this.isSelf = isSelf;
        this.random = random;
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
        return locations.map(found -> parse(found.peers(), manifest)).orElse(Map.of());
    }

    /**
     * What some of the known sources say of themselves and others. Seeds are only asked while the tracker is away: of
     * themselves they have nothing new to say.
     */
    Map<PeerEndpoint, ChunkSet> askNeighbours(Manifest manifest, Map<PeerEndpoint, ChunkSet> known) {
        List<PeerEndpoint> askable = new ArrayList<>();
        known.forEach((endpoint, held) -> {
            if (!held.isComplete() || trackerTrouble.isPresent()) {
                askable.add(endpoint);
            }
        });
        Collections.shuffle(askable, new Random(random.nextLong()));
        Map<PeerEndpoint, ChunkSet> heard = new HashMap<>();
        for (PeerEndpoint peer : askable.subList(0, Math.min(NEIGHBOURS_PER_ROUND, askable.size()))) {
            Optional<PeerChunks> answer =
                    neighbours.chunks(peer, manifest.fileId()).answer();
            answer.map(PeerChunks::peers)
                    .ifPresent(peers -> parse(peers, manifest).forEach(heard::putIfAbsent));
            answer.map(PeerChunks::self)
                    .flatMap(location -> chunksOf(location, manifest))
                    .ifPresent(held -> heard.put(peer, held));
        }
        return heard;
    }

    /** Do not ask the tracker again sooner. */
    Duration trackerPause() {
        return trackerPause;
    }

    /** Why the tracker's last answer was none. */
    Optional<String> trackerTrouble() {
        return trackerTrouble;
    }

    private Map<PeerEndpoint, ChunkSet> parse(@Nullable List<Location> locations, Manifest manifest) {
        Map<PeerEndpoint, ChunkSet> parsed = new HashMap<>();
        List<Location> given = locations == null ? List.of() : locations;
        for (Location location : given.subList(0, Math.min(LOCATIONS_MAX, given.size()))) {
            endpointOf(location)
                    .filter(isSelf.negate())
                    .ifPresent(endpoint -> chunksOf(location, manifest).ifPresent(held -> parsed.put(endpoint, held)));
        }
        return parsed;
    }

    private static Optional<PeerEndpoint> endpointOf(Location location) {
        try {
            return Optional.of(new PeerEndpoint(Objects.requireNonNull(location.endpoint(), "endpoint")));
        } catch (IllegalArgumentException | NullPointerException nonsense) {
            log.debug("left out a location without a usable endpoint: {}", nonsense.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<ChunkSet> chunksOf(Location location, Manifest manifest) {
        try {
            return Optional.of(location.chunks(manifest.layout().chunkCount()));
        } catch (IllegalArgumentException nonsense) {
            log.debug("left out the location {}: {}", location.endpoint(), nonsense.getMessage());
            return Optional.empty();
        }
    }
}
