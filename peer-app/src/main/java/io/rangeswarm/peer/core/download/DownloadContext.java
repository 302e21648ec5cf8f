package io.rangeswarm.peer.core.download;

import io.rangeswarm.peer.core.exchange.Contacts;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.limit.DownloadLimit;
import io.rangeswarm.peer.core.store.PromisedSpace;
import io.rangeswarm.peer.core.swarm.Neighbours;
import io.rangeswarm.peer.core.swarm.PeerCredentials;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Tracker;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What every download works with.
 *
 * @param contacts is told of the peers that answer
 * @param downloadLimit bounds the requests under way where it binds; the chunk source obeys it
 * @param self this peer's credentials, while it is registered
 * @param isSelf whether an endpoint is this peer's own, so that it does not fetch from itself
 * @param ownPort where others can fetch what it holds; empty when it does not serve
 * @param clock must not jump: differences are what counts
 * @param threads runs tasks that block, as many at a time as there are
 * @param random makes a generator for each download
 * @param misconduct which sources lied, in whichever download
 * @param space what all downloads have still to write
 */
public record DownloadContext(
        Tracker tracker,
        Neighbours neighbours,
        ChunkSource chunks,
        DownloadLimit downloadLimit,
        Library library,
        Holdings holdings,
        Contacts contacts,
        DownloadSettings settings,
        Supplier<Optional<PeerCredentials>> self,
        Predicate<PeerEndpoint> isSelf,
        Supplier<OptionalInt> ownPort,
        InstantSource clock,
        Executor threads,
        Supplier<RandomGenerator> random,
        Misconduct misconduct,
        PromisedSpace space) {

    /** With nobody known to have lied, and nothing to be written. */
    public DownloadContext(
            Tracker tracker,
            Neighbours neighbours,
            ChunkSource chunks,
            DownloadLimit downloadLimit,
            Library library,
            Holdings holdings,
            Contacts contacts,
            DownloadSettings settings,
            Supplier<Optional<PeerCredentials>> self,
            Predicate<PeerEndpoint> isSelf,
            Supplier<OptionalInt> ownPort,
            InstantSource clock,
            Executor threads,
            Supplier<RandomGenerator> random) {
        this(
                tracker,
                neighbours,
                chunks,
                downloadLimit,
                library,
                holdings,
                contacts,
                settings,
                self,
                isSelf,
                ownPort,
                clock,
                threads,
                random,
                new Misconduct(clock),
                new PromisedSpace());
    }
}
