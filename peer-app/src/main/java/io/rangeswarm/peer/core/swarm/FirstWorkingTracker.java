package io.rangeswarm.peer.core.swarm;

import io.rangeswarm.model.api.ChunksRegistered;
import io.rangeswarm.model.api.FilePage;
import io.rangeswarm.model.api.FileRegistration;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.api.FilesRegistered;
import io.rangeswarm.model.api.LeaseRenewal;
import io.rangeswarm.model.api.Locations;
import io.rangeswarm.model.api.PeerRegistered;
import io.rangeswarm.model.api.PeerRegistration;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several trackers as one: stays with one that works and moves to the next when a call to it fails. Trackers that share a
 * database know the same peers; one that does not is told everything by the peer that comes to it, as after a restart.
 *
 * <p>Safe for many threads: all that changes is which tracker is asked first.
 */
public final class FirstWorkingTracker implements Tracker {

    private static final Logger log = LoggerFactory.getLogger("c2ms");

    private static final int SERVER_ERROR = 500;

    private final List<Tracker> trackers;
    private final AtomicInteger current = new AtomicInteger();

    private FirstWorkingTracker(List<Tracker> trackers) {
        this.trackers = List.copyOf(trackers);
    }

    /**
     * Makes one of several; a single one stays what it is.
     *
     * @param endpoints the one to begin with first
     * @param connect makes what speaks to one tracker
     * @throws IllegalArgumentException without any endpoint
     */
    public static Tracker of(List<PeerEndpoint> endpoints, Function<PeerEndpoint, Tracker> connect) {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("a peer needs a tracker");
        }
        List<Tracker> trackers = endpoints.stream().map(connect).toList();
        return trackers.size() == 1 ? trackers.get(0) : new FirstWorkingTracker(trackers);
    }

    /** Asks one tracker after the other, each at most once; when none works, the first one's reply says why. */
    private <T> Reply<T> ask(Function<Tracker, Reply<T>> call) {
        int first = current.get();
        List<Reply<T>> failures = new ArrayList<>();
        for (int tried = 0; tried < trackers.size(); tried++) {
            int index = (first + tried) % trackers.size();
            Reply<T> reply = call.apply(trackers.get(index));
            if (works(reply)) {
                if (tried > 0) {
                    moveOn(first, index, failures.get(0).why());
                }
                return reply;
            }
            failures.add(reply);
        }
        return failures.get(0);
    }

    /** A tracker that says no works; one behind a proxy, or without its database, may answer and not work. */
    private static boolean works(Reply<?> reply) {
        return reply instanceof Reply.Answered
                || (reply instanceof Reply.Refused<?> refused && refused.status() < SERVER_ERROR);
    }

    private void moveOn(int from, int to, String why) {
        if (current.compareAndSet(from, to)) { // else another call was faster, and has said so
            log.warn(
                    "the tracker {} does not work ({}); going on with {}",
                    trackers.get(from).endpoint(),
                    why,
                    trackers.get(to).endpoint());
        }
    }

    /** The one that worked last. */
    @Override
    public PeerEndpoint endpoint() {
        return trackers.get(current.get()).endpoint();
    }

    @Override
    public List<PeerEndpoint> endpoints() {
        return trackers.stream().map(Tracker::endpoint).toList();
    }

    @Override
    public Reply<PeerRegistered> register(PeerRegistration self, Optional<PeerCredentials> earlier) {
        return ask(tracker -> tracker.register(self, earlier));
    }

    @Override
    public Reply<Boolean> renewLease(PeerCredentials self, LeaseRenewal counters) {
        return ask(tracker -> tracker.renewLease(self, counters));
    }

    @Override
    public Reply<Boolean> leave(PeerCredentials self) {
        return ask(tracker -> tracker.leave(self));
    }

    @Override
    public Reply<FilesRegistered> registerFiles(PeerCredentials self, List<FileRegistration> files) {
        return ask(tracker -> tracker.registerFiles(self, files));
    }

    @Override
    public Reply<Boolean> withdrawFile(PeerCredentials self, FileId fileId) {
        return ask(tracker -> tracker.withdrawFile(self, fileId));
    }

    @Override
    public Reply<ChunksRegistered> registerChunks(PeerCredentials self, FileId fileId, List<Integer> chunks) {
        return ask(tracker -> tracker.registerChunks(self, fileId, chunks));
    }

    @Override
    public Reply<FilePage> files(String query, int page, int size) {
        return ask(tracker -> tracker.files(query, page, size));
    }

    @Override
    public Reply<FilePage> filesWithSha256(String sha256) {
        return ask(tracker -> tracker.filesWithSha256(sha256));
    }

    @Override
    public Reply<FileView> file(FileId fileId) {
        return ask(tracker -> tracker.file(fileId));
    }

    @Override
    public Reply<Manifest> manifest(FileId fileId) {
        return ask(tracker -> tracker.manifest(fileId));
    }

    @Override
    public Reply<Locations> locations(FileId fileId, Optional<PeerCredentials> self) {
        return ask(tracker -> tracker.locations(fileId, self));
    }
}
