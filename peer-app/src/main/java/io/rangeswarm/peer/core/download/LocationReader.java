package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.net.AddressScope;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sources of the locations in somebody's answer, and leaves out what is none.
 *
 * @param isSelf whether an endpoint is this peer's own
 */
record LocationReader(Predicate<PeerEndpoint> isSelf) {

    /** So many locations of one answer are looked at: more than are ever remembered, and more than anybody honest sends. */
    private static final int LOCATIONS_MAX = 2 * ChunkScheduler.SOURCES_MAX;

    private static final Logger log = LoggerFactory.getLogger("p2s");

    /**
     * The sources that another peer tells of. One on the internet that names private addresses means its own network, or
     * machines in ours that it could not reach itself.
     */
    Map<PeerEndpoint, ChunkSet> sourcesToldBy(
            PeerEndpoint teller, @Nullable List<Location> locations, Manifest manifest) {
        Map<PeerEndpoint, ChunkSet> sources = sources(locations, manifest);
        if (scopeOf(teller) == AddressScope.PUBLIC) {
            sources.keySet().removeIf(told -> scopeOf(told) != AddressScope.PUBLIC);
        }
        return sources;
    }

    Map<PeerEndpoint, ChunkSet> sources(@Nullable List<Location> locations, Manifest manifest) {
        Map<PeerEndpoint, ChunkSet> sources = new HashMap<>();
        List<Location> given = locations == null ? List.of() : locations;
        for (Location location : given.subList(0, Math.min(LOCATIONS_MAX, given.size()))) {
            endpointOf(location)
                    .filter(isSelf.negate())
                    .filter(endpoint -> scopeOf(endpoint) != AddressScope.NONE)
                    .ifPresent(endpoint -> chunksOf(location, manifest).ifPresent(held -> sources.put(endpoint, held)));
        }
        return sources;
    }

    /** What one location says is held; empty when it makes no sense. */
    Optional<ChunkSet> chunksOf(Location location, Manifest manifest) {
        try {
            return Optional.of(location.chunks(manifest.layout().chunkCount()));
        } catch (IllegalArgumentException nonsense) {
            log.debug("left out the location {}: {}", location.endpoint(), nonsense.getMessage());
            return Optional.empty();
        }
    }

    /** Of what is no name; what a name stands for is looked at when it is called. */
    private static AddressScope scopeOf(PeerEndpoint endpoint) {
        return AddressScope.ofLiteral(endpoint.host()).orElse(AddressScope.PUBLIC);
    }

    private static Optional<PeerEndpoint> endpointOf(Location location) {
        try {
            return Optional.of(new PeerEndpoint(Objects.requireNonNull(location.endpoint(), "endpoint")));
        } catch (IllegalArgumentException | NullPointerException nonsense) {
            log.debug("left out a location without a usable endpoint: {}", nonsense.getMessage());
            return Optional.empty();
        }
    }
}
