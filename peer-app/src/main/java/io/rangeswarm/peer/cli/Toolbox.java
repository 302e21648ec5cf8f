package io.rangeswarm.peer.cli;

import io.rangeswarm.model.api.DamagedFiles;
import io.rangeswarm.model.api.DownloadView;
import io.rangeswarm.model.api.LimitsChange;
import io.rangeswarm.model.api.LimitsView;
import io.rangeswarm.model.api.PeerStatus;
import io.rangeswarm.model.api.PeerView;
import io.rangeswarm.model.api.ShareView;
import io.rangeswarm.peer.core.download.Downloads;
import io.rangeswarm.peer.core.limit.Bandwidth;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import io.rangeswarm.peer.core.swarm.Tracker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the commands need of the rest of the peer; made for them outside, so that they know no technology. */
public interface Toolbox extends AutoCloseable {

    /**
     * What stands on the command line for all commands, in the place of what the options name.
     *
     * @param accessToken the token itself
     * @param accessTokenFile counts more
     * @param tlsCert PEM files of the certificate that is shown, its key, and the authorities that are believed
     */
    record Typed(
            Optional<String> accessToken,
            Optional<Path> accessTokenFile,
            Optional<String> tlsCert,
            Optional<String> tlsKey,
            Optional<String> tlsCa) {

        public static Typed nothing() {
            return new Typed(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /** To be called before anything else. */
    void typed(Typed options);

    /** The trackers that the options name, with commas between them, unless the command line names others. */
    String defaultTracker();

    /** The first of these trackers that works. */
    Tracker tracker(List<PeerEndpoint> endpoints);

    /**
     * Downloads into a plain folder: nothing of it is served or registered.
     *
     * @param downloadLimit in the place of the one that the options name
     * @throws IOException when the folder cannot be made or written to
     */
    Downloads downloadsInto(Path folder, Tracker tracker, Optional<Bandwidth> downloadLimit) throws IOException;

    /** File bytes that have come for these downloads, right or wrong. */
    long receivedBytes();

    /** Gives back the folder that was downloaded into, tidied up if there is nothing left to resume. */
    @Override
    void close();

    /** The downloads of a running peer. */
    Reply<List<DownloadView>> downloadsOf(PeerEndpoint peer);

    /** What a running peer may send and receive. */
    Reply<LimitsView> limitsOf(PeerEndpoint peer);

    /** Changes that, and tells what stands now. */
    Reply<LimitsView> changeLimits(PeerEndpoint peer, LimitsChange change);

    /** What a running peer has withdrawn because its disk has damaged it. */
    Reply<DamagedFiles> damagedOf(PeerEndpoint peer);

    /** How a running peer does. */
    Reply<PeerStatus> statusOf(PeerEndpoint peer);

    /** Has a running peer look through its share folder. */
    Reply<Boolean> rescan(PeerEndpoint peer);

    /** What a running peer holds under this name, once it has hashed it. */
    Reply<Optional<ShareView>> shareNamed(PeerEndpoint peer, String name);

    /**
     * What an app's first answer tells of it.
     *
     * @param clockAhead how far its clock is ahead of this machine's, to a second or so
     */
    record Greeting(long tookMillis, Optional<Duration> clockAhead) {}

    /** Whether a tracker or peer answers at all. */
    Reply<Greeting> greet(PeerEndpoint app);

    /** Peers of a tracker, at most 1000. */
    Reply<List<PeerView>> peersOf(PeerEndpoint tracker);

    /** What an app tells Prometheus; samples of one name are added up, and what is unknown left out. */
    Reply<Map<String, Double>> metricsOf(PeerEndpoint app);

    /** Whether this is an address of this machine; names are not looked up. */
    boolean isOnThisMachine(PeerEndpoint endpoint);

    /** Whether only this machine reaches it there. */
    boolean isLoopback(PeerEndpoint endpoint);

    /**
     * Every option of a peer that would be started now, by name.
     *
     * @param given those on the command line
     */
    List<ConfiguredOption> configuration(Map<String, String> given);

    /** Lets time pass. */
    void pause(Duration time) throws InterruptedException;

    /** The value as one line of JSON. */
    String json(Object value);
}
