package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.download.Downloads;
import io.rangeswarm.peer.core.exchange.Contacts;
import io.rangeswarm.peer.core.holding.KnownPeers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The peers that this one was in touch with, then those that a download only heard of. */
record KnownLocations(Contacts contacts, Downloads downloads) implements KnownPeers {

    @Override
    public List<Location> of(FileId fileId) {
        Map<String, Location> byEndpoint = new LinkedHashMap<>();
        for (Location met : contacts.sample(fileId, Contacts.PER_FILE_MAX, Optional.empty())) {
            byEndpoint.put(Objects.requireNonNull(met.endpoint()), met);
        }
        for (Location heardOf : downloads.knownPeers(fileId)) {
            byEndpoint.putIfAbsent(Objects.requireNonNull(heardOf.endpoint()), heardOf);
        }
        return List.copyOf(byEndpoint.values());
    }
}
