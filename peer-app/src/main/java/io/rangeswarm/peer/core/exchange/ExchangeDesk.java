package io.rangeswarm.peer.core.exchange;

import io.rangeswarm.model.api.ChunkExchange;
import io.rangeswarm.model.api.ChunkExchanged;
import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.upload.Requester;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Answers peers that exchange what they hold, and learns of them. Safe for many threads. */
public final class ExchangeDesk {

    /** So many endpoints of askers are kept from being parsed again. */
    private static final int ENDPOINTS_MAX = 2000;

    private final Map<String, PeerEndpoint> endpoints = new ConcurrentHashMap<>();
    private final LongAdder answered = new LongAdder();
    private final Holdings holdings;
    private final Contacts contacts;
    private final OfferDesk offers;
    private final AskerListener listener;
    private final Predicate<PeerEndpoint> isSelf;
    private final LongSupplier queuedBytes;
    private final InstantSource clock;
    private final String scheme;

    /**
     * Answers from what others know.
     *
     * @param isSelf whether an endpoint is this peer's own
     * @param queuedBytes what the uploads have yet to send, in bytes
     * @param scheme by which this peer answers, http or https; that of those who ask is taken to be the same
     */
    public ExchangeDesk(
            Holdings holdings,
            Contacts contacts,
            OfferDesk offers,
            AskerListener listener,
            Predicate<PeerEndpoint> isSelf,
            LongSupplier queuedBytes,
            InstantSource clock,
            String scheme) {
        this.holdings = holdings;
        this.contacts = contacts;
        this.offers = offers;
        this.listener = listener;
        this.isSelf = isSelf;
        this.queuedBytes = queuedBytes;
        this.clock = clock;
        this.scheme = scheme;
    }

    /** For a peer that answers by plain HTTP. */
    public ExchangeDesk(
            Holdings holdings,
            Contacts contacts,
            OfferDesk offers,
            AskerListener listener,
            Predicate<PeerEndpoint> isSelf,
            LongSupplier queuedBytes,
            InstantSource clock) {
        this(holdings, contacts, offers, listener, isSelf, queuedBytes, clock, "http");
    }

    /**
     * Takes in what the asker says and answers it.
     *
     * @return empty when this peer has nothing to do with the file
     * @throws IllegalArgumentException that names the field which does not fit the file
     */
    public Optional<ChunkExchanged> answer(FileId fileId, Requester asker, ChunkExchange asked) {
        return holdings.find(fileId).map(holding -> answer(holding, asker, asked));
    }

    private ChunkExchanged answer(Holding holding, Requester asker, ChunkExchange asked) {
        ChunkSet held = holding.held();
        ChunkSet theirs = asked.held(held.count());
        List<Integer> offered = offersFor(holding, theirs, asker, asked);
        Optional<PeerEndpoint> source = endpointOf(asker, asked);
        source.ifPresent(endpoint -> learnOf(holding.fileId(), endpoint, theirs));
        List<Location> others = contacts.sample(holding.fileId(), peersWanted(asked), source);
        answered.increment();
        return new ChunkExchanged(held.count(), Location.ofSelf(held), others, offered, queuedBytes.getAsLong());
    }

    /**
     * Takes in what a peer said along with a request for chunks, if it has exchanged news with this one lately, and tells
     * what to say along with the answer. Returns quickly.
     */
    public ChunkNews answerInPassing(Holding holding, Requester asker, ChunkNews news) {
        if (news.port().isPresent()) {
            PeerEndpoint endpoint = endpointOf(asker, news.port().getAsInt());
            if (contacts.know(holding.fileId(), endpoint)) {
                listener.mentioned(holding.fileId(), endpoint, news);
            }
        }
        return new ChunkNews(OptionalInt.empty(), holding.latest(), OptionalLong.of(queuedBytes.getAsLong()));
    }

    /** How many exchanges were answered since the start. */
    public long answered() {
        return answered.sum();
    }

    /** The same peers ask again and again. */
    private Optional<PeerEndpoint> endpointOf(Requester asker, ChunkExchange asked) {
        return asked.port() == null ? Optional.empty() : Optional.of(endpointOf(asker, asked.port()));
    }

    private PeerEndpoint endpointOf(Requester asker, int port) {
        if (endpoints.size() >= ENDPOINTS_MAX) {
            endpoints.clear();
        }
        return endpoints.computeIfAbsent(
                asker.address() + ":" + port, unknown -> PeerEndpoint.at(scheme, asker.address(), port));
    }

    private void learnOf(FileId fileId, PeerEndpoint endpoint, ChunkSet held) {
        if (contacts.know(fileId, endpoint) || !isSelf.test(endpoint)) {
            contacts.met(fileId, endpoint, held);
            listener.asked(fileId, endpoint, held);
        }
    }

    private static int peersWanted(ChunkExchange asked) {
        Integer wanted = asked.peersWanted();
        return wanted == null ? ChunkExchange.PEERS_MAX : wanted;
    }

    /** Only who holds all can know that it is the one who should spread a chunk. */
    private List<Integer> offersFor(Holding holding, ChunkSet theirs, Requester asker, ChunkExchange asked) {
        Integer most = asked.offersWanted();
        if (most == null || most == 0 || !holding.held().isComplete()) {
            return List.of();
        }
        ChunkSet wanted = asked.wanted(theirs.count());
        return offers.offer(holding.fileId(), key(asker, asked), theirs, wanted, most, clock.instant());
    }

    /** Those that serve have a port of their own; those that do not only have their word. */
    private static String key(Requester asker, ChunkExchange asked) {
        return asked.port() == null ? asker.address() + " " + asker.name() : asker.address() + ":" + asked.port();
    }
}
