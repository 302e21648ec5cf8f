package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.api.ChunkExchange;
import io.rangeswarm.model.api.ChunkExchanged;
import io.rangeswarm.model.api.PeerChunks;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.exchange.Contacts;
import io.rangeswarm.peer.core.swarm.Neighbours;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One download's exchanges with other peers: tells them what is held here and hears what they hold, whom they know and
 * what they offer. Each call blocks; safe for many threads. Guarded by this; never held during a call.
 */
final class Exchanges {

    /** A peer is asked whom it knows when it is met first; then one of all is, so often. */
    private static final Duration PEERS_WANTED_PAUSE = Duration.ofSeconds(1);

    /** So many peers are remembered for how they are to be asked. */
    private static final int REMEMBERED_MAX = 4 * ChunkScheduler.SOURCES_MAX;

    /**
     * What one neighbour told.
     *
     * @param news of itself, from an exchange; empty when it did not answer, or does not know of exchanges
     * @param others what was heard of further peers, and of itself where there is no news
     */
    record Told(Optional<SourceNews> news, Map<PeerEndpoint, ChunkSet> others) {

        static final Told NOTHING = new Told(Optional.empty(), Map.of());
    }

    private final Neighbours neighbours;
    private final Contacts contacts;
    private final Supplier<OptionalInt> ownPort;
    private final LocationReader reader;
    private final InstantSource clock;
    private final Set<PeerEndpoint> askedForPeers = new HashSet<>();
    private final Set<PeerEndpoint> ofOldVersion = new HashSet<>();
    private Instant nextAskedForPeers = Instant.MIN;

    /** @param ownPort where this peer serves what it holds; empty when it does not */
    Exchanges(
            Neighbours neighbours,
            Contacts contacts,
            Supplier<OptionalInt> ownPort,
            Predicate<PeerEndpoint> isSelf,
            InstantSource clock) {
        this.neighbours = neighbours;
        this.contacts = contacts;
        this.ownPort = ownPort;
        this.reader = new LocationReader(isSelf);
        this.clock = clock;
    }

    /** Exchanges news with one peer; in the way of older versions where it does not know of exchanges. */
    Told with(ExchangeDue due, Manifest manifest, ChunkSet held) {
        if (isOfOldVersion(due.peer())) {
            return askTheOldWay(due.peer(), manifest);
        }
        ChunkExchange mine =
                ChunkExchange.of(ownPort.get(), held, lacks(due, held), due.offersWanted(), peersWantedOf(due.peer()));
        Reply<ChunkExchanged> reply = neighbours.exchange(due.peer(), manifest.fileId(), mine);
        if (reply.answer().isPresent()) {
            return told(due.peer(), manifest, reply.answer().get());
        }
        contacts.lost(manifest.fileId(), due.peer());
        if (isUnknownCall(reply)) {
            rememberOldVersion(due.peer());
            return askTheOldWay(due.peer(), manifest);
        }
        return Told.NOTHING;
    }

    /** What is not held is what is wanted where nothing else is said. */
    private static Optional<ChunkSet> lacks(ExchangeDue due, ChunkSet held) {
        boolean matters = due.offersWanted() > 0 && !due.lacks().minus(held).equals(rest(held));
        return matters ? Optional.of(due.lacks()) : Optional.empty();
    }

    private static ChunkSet rest(ChunkSet held) {
        return ChunkSet.all(held.count()).minus(held);
    }

    private Told told(PeerEndpoint peer, Manifest manifest, ChunkExchanged answer) {
        Optional<ChunkSet> held = reader.chunksOf(answer.self(), manifest);
        if (held.isEmpty() || answer.of() != held.get().count()) {
            return Told.NOTHING;
        }
        contacts.met(manifest.fileId(), peer, held.get());
        Long queued = answer.queuedBytes();
        SourceNews news = new SourceNews(
                held.get(), answer.offers(), queued == null ? OptionalLong.empty() : OptionalLong.of(queued));
        return new Told(Optional.of(news), reader.sourcesToldBy(peer, answer.peers(), manifest));
    }

    private Told askTheOldWay(PeerEndpoint peer, Manifest manifest) {
        Optional<PeerChunks> answer = neighbours.chunks(peer, manifest.fileId()).answer();
        Map<PeerEndpoint, ChunkSet> heard = new HashMap<>();
        answer.ifPresent(chunks -> heard.putAll(reader.sourcesToldBy(peer, chunks.peers(), manifest)));
        answer.map(PeerChunks::self)
                .flatMap(self -> reader.chunksOf(self, manifest))
                .ifPresent(held -> heard.put(peer, held)); // its own word counts more than that of others
        return new Told(Optional.empty(), heard);
    }

    /** A peer that knows the call, but not the file, says so with a type of its own. */
    private static boolean isUnknownCall(Reply<ChunkExchanged> reply) {
        return reply instanceof Reply.Refused<ChunkExchanged> refused
                && (refused.status() == 404 || refused.status() == 405)
                && !refused.isRefusedAs(ProblemType.UNKNOWN_FILE);
    }

    private synchronized int peersWantedOf(PeerEndpoint peer) {
        Instant now = clock.instant();
        boolean isNew = askedForPeers.size() < REMEMBERED_MAX && askedForPeers.add(peer);
        if (!isNew && now.isBefore(nextAskedForPeers)) {
            return 0;
        }
        nextAskedForPeers = now.plus(PEERS_WANTED_PAUSE);
        return ChunkExchange.PEERS_MAX;
    }

    private synchronized boolean isOfOldVersion(PeerEndpoint peer) {
        return ofOldVersion.contains(peer);
    }

    private synchronized void rememberOldVersion(PeerEndpoint peer) {
        if (ofOldVersion.size() < REMEMBERED_MAX) {
            ofOldVersion.add(peer);
        }
    }
}
