package io.rangeswarm.peer.core.exchange;

import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The contacts of one file, the one that was met longest ago first. For one thread: {@link Contacts} guards it. */
final class FileContacts {

    private final Map<PeerEndpoint, Contact> byEndpoint = new LinkedHashMap<>();

    void put(Contact contact) {
        byEndpoint.remove(contact.endpoint()); // or it would keep its old place in the order
        byEndpoint.put(contact.endpoint(), contact);
    }

    void remove(PeerEndpoint endpoint) {
        byEndpoint.remove(endpoint);
    }

    boolean contains(PeerEndpoint endpoint) {
        return byEndpoint.containsKey(endpoint);
    }

    int size() {
        return byEndpoint.size();
    }

    List<Contact> all() {
        return new ArrayList<>(byEndpoint.values());
    }

    void removeOlderThan(Instant oldest) {
        Iterator<Contact> fromOldest = byEndpoint.values().iterator();
        while (fromOldest.hasNext() && fromOldest.next().metAt().isBefore(oldest)) {
            fromOldest.remove();
        }
    }

    /** Makes room: whoever invents peers at one address puts out its own inventions, not other people's peers. */
    void removeOneFor(PeerEndpoint newcomer) {
        Optional<PeerEndpoint> ofTheSameHost = byEndpoint.keySet().stream()
                .filter(endpoint -> endpoint.host().equals(newcomer.host()))
                .findFirst();
        ofTheSameHost.ifPresentOrElse(byEndpoint::remove, this::removeOldest);
    }

    void removeOldest() {
        Iterator<Contact> fromOldest = byEndpoint.values().iterator();
        if (fromOldest.hasNext()) {
            fromOldest.next();
            fromOldest.remove();
        }
    }
}
