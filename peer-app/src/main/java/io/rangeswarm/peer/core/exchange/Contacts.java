package io.rangeswarm.peer.core.exchange;

import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The peers that this one was lately in touch with, file by file: those that asked it, and those that answered it. Only
 * they are told to others, so that whoever has gone is soon spoken of no more. Bounded; guarded by this.
 */
public final class Contacts {

    /** The most contacts of one file. */
    public static final int PER_FILE_MAX = 200;

    /** The most files of which there are contacts. */
    public static final int FILES_MAX = 1000;

    /** The most contacts in all. Each may have a bitfield of 8 KiB. */
    public static final int IN_ALL_MAX = 2000;

    /** Whoever was not met for so long is forgotten: as long as the tracker's lease. */
    public static final Duration REMEMBERED_FOR = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<FileId, FileContacts> byFile = new LinkedHashMap<>(16, 0.75f, true); // least lately used first
    private int inAll;

    /** @param clock must not jump: differences are what counts */
    public Contacts(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** This peer was in touch with that one, which holds these chunks of the file. */
    public synchronized void met(FileId fileId, PeerEndpoint endpoint, ChunkSet held) {
        Instant now = clock.instant();
        FileContacts contacts = byFile.computeIfAbsent(fileId, unknown -> new FileContacts());
        change(contacts, () -> {
            contacts.removeOlderThan(now.minus(REMEMBERED_FOR));
            if (contacts.size() >= PER_FILE_MAX && !contacts.contains(endpoint)) {
                contacts.removeOneFor(endpoint);
            }
            contacts.put(new Contact(endpoint, held, now));
        });
        removeSurplus(fileId);
    }

    /** That peer does not answer any more, or no longer has the file. */
    public synchronized void lost(FileId fileId, PeerEndpoint endpoint) {
        find(fileId).ifPresent(contacts -> change(contacts, () -> contacts.remove(endpoint)));
    }

    /** Whether that peer was met of late. */
    public synchronized boolean know(FileId fileId, PeerEndpoint endpoint) {
        return find(fileId).filter(contacts -> contacts.contains(endpoint)).isPresent();
    }

    /** A random part of a file's contacts, for whoever is not to be told of itself; at most {@code most}. */
    public synchronized List<Location> sample(FileId fileId, int most, Optional<PeerEndpoint> except) {
        Optional<FileContacts> contacts = most == 0 ? Optional.empty() : find(fileId);
        if (contacts.isEmpty()) {
            return List.of();
        }
        List<Contact> all = contacts.get().all();
        except.ifPresent(asker -> all.removeIf(contact -> contact.endpoint().equals(asker)));
        int wanted = Math.min(most, all.size());
        List<Location> sample = new ArrayList<>(wanted);
        for (int i = 0; i < wanted; i++) {
            int chosen = i + random.nextInt(all.size() - i);
            Contact contact = all.set(chosen, all.get(i));
            sample.add(contact.location());
        }
        return sample;
    }

    /** Count of contacts in all, for whoever checks the bound. */
    synchronized int inAll() {
        return inAll;
    }

    private Optional<FileContacts> find(FileId fileId) {
        FileContacts contacts = byFile.get(fileId);
        if (contacts == null) {
            return Optional.empty();
        }
        change(contacts, () -> contacts.removeOlderThan(clock.instant().minus(REMEMBERED_FOR)));
        return Optional.of(contacts);
    }

    private void change(FileContacts contacts, Runnable change) {
        inAll -= contacts.size();
        change.run();
        inAll += contacts.size();
    }

    /** Takes from the file that was spoken of longest ago, the newest one excepted. */
    private void removeSurplus(FileId newest) {
        Iterator<Map.Entry<FileId, FileContacts>> leastLately =
                byFile.entrySet().iterator();
        while ((byFile.size() > FILES_MAX || inAll > IN_ALL_MAX) && leastLately.hasNext()) {
            Map.Entry<FileId, FileContacts> entry = leastLately.next();
            if (!entry.getKey().equals(newest)) {
                inAll -= entry.getValue().size();
                leastLately.remove();
            }
        }
    }
}
