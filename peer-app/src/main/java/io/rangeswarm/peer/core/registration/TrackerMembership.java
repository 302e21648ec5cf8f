package io.rangeswarm.peer.core.registration;

import io.rangeswarm.model.api.ChunksRegistered;
import io.rangeswarm.model.api.FileRegistration;
import io.rangeswarm.model.api.FilesRegistered;
import io.rangeswarm.model.api.FilesRegistration;
import io.rangeswarm.model.api.LeaseRenewal;
import io.rangeswarm.model.api.PeerRegistered;
import io.rangeswarm.model.api.PeerRegistration;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.swarm.PeerCredentials;
import io.rangeswarm.peer.core.swarm.Reply;
import io.rangeswarm.peer.core.swarm.Tracker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This peer's membership at the tracker. {@link #tick} runs on a schedule and brings the tracker up to date with the
 * holdings: it registers, renews the lease, and sends what has changed, in batches. The tracker may lose everything at
 * any time; when it does not know this peer, all is registered again.
 *
 * <p>What is known to be registered belongs to the ticking thread.
 */
public final class TrackerMembership implements Holdings.Listener {

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(10);
    private static final int LEASE_PARTS = 3;

    /** However much the tracker has to do: a leech that never tells of its chunks is no source. */
    private static final int REGISTER_AFTER_MILLIS_MAX = 60_000;

    private static final Logger log = LoggerFactory.getLogger("c2ms");

    private record Registered(Set<FileName> names, ChunkSet chunks, boolean taken) {

        /** A file that the tracker did not take: no news of its chunks is worth a call, nor a warning each. */
        Registered turnedDown() {
            return new Registered(names, ChunkSet.all(chunks.count()), false);
        }

        /** Whether the tracker may only be told more: else a damaged file that is fetched again would stay a seed's. */
        boolean isPartOf(Holding now) {
            return now.names().containsAll(names)
                    && (!taken || chunks.minus(now.held()).isEmpty());
        }
    }

    private final Tracker tracker;
    private final Supplier<PeerRegistration> self;
    private final Supplier<LeaseRenewal> counters;
    private final Holdings holdings;
    private final IdentityFile identity;
    private final InstantSource clock;

    private final ChangedFiles changed = new ChangedFiles();
    private final Map<FileId, Registered> registered = new HashMap<>();
    private volatile Optional<PeerCredentials> credentials = Optional.empty();
    private Duration heartbeat = Duration.ofSeconds(10);
    private Instant nextHeartbeat = Instant.MIN;
    private Instant notBefore = Instant.MIN;
    private Instant nextChunks = Instant.MIN;
    private Duration backOff = FIRST_BACK_OFF;
    private volatile Optional<String> trouble = Optional.empty();
    private volatile boolean left;

    /**
     * @param self what to register as
     * @param counters what to tell with a heartbeat
     * @param clock must not jump: differences are what counts
     */
    public TrackerMembership(
            Tracker tracker,
            Supplier<PeerRegistration> self,
            Supplier<LeaseRenewal> counters,
            Holdings holdings,
            IdentityFile identity,
            InstantSource clock) {
        this.tracker = tracker;
        this.self = self;
        this.counters = counters;
        this.holdings = holdings;
        this.identity = identity;
        this.clock = clock;
    }

    /** Who this peer is to the tracker, while it is registered. */
    public Optional<PeerCredentials> credentials() {
        return credentials;
    }

    /** What is wrong with the tracker, in one line; empty while nothing is. */
    public Optional<String> trouble() {
        return trouble;
    }

    @Override
    public void held(Holding holding) {
        changed.add(holding.fileId());
    }

    @Override
    public void withdrawn(FileId fileId) {
        changed.add(fileId);
    }

    /** Does what is due. Blocks for the calls that this takes; to be called again and again by one thread at a time. */
    public synchronized void tick() {
        Instant now = clock.instant();
        if (left || now.isBefore(notBefore)) {
            return;
        }
        boolean fine = credentials.isPresent() || register();
        fine = fine && renewLeaseIfDue(now) && sendChanges();
        if (fine) {
            backOff = FIRST_BACK_OFF;
            saysThatItIsFine();
        } else if (!left) {
            notBefore = clock.instant().plus(backOff);
            Duration doubled = backOff.multipliedBy(2);
            backOff = doubled.compareTo(LONGEST_BACK_OFF) < 0 ? doubled : LONGEST_BACK_OFF;
        }
    }

    private boolean register() {
        Optional<PeerCredentials> earlier = identity.read(tracker.endpoints());
        Reply<PeerRegistered> reply = tracker.register(self.get(), earlier);
        Optional<PeerRegistered> answer = reply.answer();
        if (answer.isEmpty()) {
            if (earlier.isPresent() && reply.isRefusedAs(ProblemType.UNAUTHORIZED)) {
                forgetIdentity(); // the next try is that of a new peer
            }
            return trouble("cannot register with the tracker " + tracker.endpoint(), reply);
        }
        PeerCredentials given =
                new PeerCredentials(answer.get().peerId(), answer.get().token());
        remember(given);
        credentials = Optional.of(given);
        heartbeat = Duration.ofSeconds(Math.max(1, answer.get().leaseSeconds())).dividedBy(LEASE_PARTS);
        nextHeartbeat = clock.instant().plus(heartbeat);
        registered.clear();
        holdings.all().forEach(holding -> changed.add(holding.fileId()));
        log.info("registered with the tracker {} as peer {}", tracker.endpoint(), given.peerId());
        return true;
    }

    private void remember(PeerCredentials given) {
        try {
            identity.write(tracker.endpoint(), given);
        } catch (IOException failed) {
            log.warn("after a restart this peer will be a new one to the tracker: {}", failed.toString());
        }
    }

    private boolean renewLeaseIfDue(Instant now) {
        if (now.isBefore(nextHeartbeat)) {
            return true;
        }
        Reply<Boolean> reply = tracker.renewLease(credentials.orElseThrow(), counters.get());
        if (reply.answer().isEmpty()) {
            return refused(reply);
        }
        nextHeartbeat = now.plus(heartbeat);
        return true;
    }

    private boolean sendChanges() {
        List<FileId> gathering = new ArrayList<>();
        try {
            return sendChanges(clock.instant(), gathering);
        } finally {
            changed.addAll(gathering);
        }
    }

    /** @param gathering gets the files whose new chunks wait for more of them, because the tracker wishes so */
    private boolean sendChanges(Instant now, List<FileId> gathering) {
        boolean chunksAreDue = !now.isBefore(nextChunks);
        while (!left) {
            List<FileId> batch = changed.take(FilesRegistration.FILES_MAX);
            if (batch.isEmpty()) {
                return true;
            }
            if (!send(batch, chunksAreDue, gathering)) {
                changed.addAll(batch);
                return false;
            }
        }
        return false;
    }

    private boolean send(List<FileId> batch, boolean chunksAreDue, List<FileId> gathering) {
        List<Holding> whole = new ArrayList<>();
        for (FileId fileId : batch) {
            Optional<Holding> holding = holdings.find(fileId);
            Registered known = registered.get(fileId);
            boolean sent = true;
            if (holding.isEmpty()) {
                sent = known == null || withdraw(fileId);
            } else if (known == null
                    || !known.isPartOf(holding.get())
                    || !known.names().equals(holding.get().names())) {
                sent = known == null || known.isPartOf(holding.get()) || withdraw(fileId);
                whole.add(holding.get());
            } else if (chunksAreDue || holding.get().held().isComplete()) {
                sent = registerNewChunks(holding.get(), known);
            } else {
                gathering.add(fileId);
            }
            if (!sent) {
                return false;
            }
        }
        return registerFiles(whole);
    }

    private boolean withdraw(FileId fileId) {
        Reply<Boolean> reply = tracker.withdrawFile(credentials.orElseThrow(), fileId);
        if (reply.answer().isEmpty() && !reply.isRefusedAs(ProblemType.UNKNOWN_FILE)) {
            return refused(reply);
        }
        registered.remove(fileId);
        return true;
    }

    private boolean registerNewChunks(Holding holding, Registered known) {
        ChunkSet now = holding.held();
        ChunkSet fresh = now.minus(known.chunks());
        if (fresh.isEmpty()) {
            return true;
        }
        Reply<ChunksRegistered> reply = tracker.registerChunks(
                credentials.orElseThrow(),
                holding.fileId(),
                fresh.stream().boxed().toList());
        if (reply.isRefusedAs(ProblemType.UNKNOWN_FILE)) {
            registered.remove(holding.fileId());
            return registerFiles(List.of(holding));
        }
        if (reply.answer().isEmpty()) {
            return refused(reply);
        }
        registered.put(holding.fileId(), new Registered(known.names(), now, known.taken()));
        gatherFor(reply.answer().get().registerAfterMillis());
        return true;
    }

    private void gatherFor(@Nullable Integer millis) {
        if (millis != null) { // an older tracker says nothing
            nextChunks = clock.instant().plusMillis(Math.max(0, Math.min(millis, REGISTER_AFTER_MILLIS_MAX)));
        }
    }

    /** Sends whole registrations, as many files in one call as its bounds allow. */
    private boolean registerFiles(List<Holding> files) {
        List<FileRegistration> batch = new ArrayList<>();
        Map<FileId, Registered> sent = new HashMap<>();
        int hashes = 0;
        for (Holding file : files) {
            int chunks = file.manifest().layout().chunkCount();
            ChunkSet held = file.held();
            Set<FileName> names = Set.copyOf(file.names());
            for (FileName name : names) { // the same bytes may have thousands of names: think of empty files
                boolean full = batch.size() >= FilesRegistration.FILES_MAX
                        || hashes + chunks > FilesRegistration.CHUNK_HASHES_MAX;
                if (full && !flush(batch, sent)) {
                    return false;
                }
                hashes = full ? chunks : hashes + chunks;
                batch.add(FileRegistration.of(name, file.manifest(), held));
            }
            sent.put(file.fileId(), new Registered(names, held, true));
        }
        return flush(batch, sent);
    }

    private boolean flush(List<FileRegistration> batch, Map<FileId, Registered> sent) {
        if (batch.isEmpty()) {
            return true;
        }
        Reply<FilesRegistered> reply = tracker.registerFiles(credentials.orElseThrow(), batch);
        if (reply.answer().isEmpty()) {
            return refused(reply);
        }
        for (FilesRegistered.Rejected rejected : reply.answer().get().rejected()) {
            log.warn("the tracker does not take '{}': {}", rejected.name(), rejected.problem());
        }
        Set<String> taken = reply.answer().get().registered().stream()
                .map(FilesRegistered.Registered::fileId)
                .collect(Collectors.toSet());
        sent.forEach((fileId, file) -> registered.put(fileId, taken.contains(fileId.hex()) ? file : file.turnedDown()));
        batch.clear();
        sent.clear();
        return true;
    }

    /** A call failed: if the tracker has forgotten this peer, it will be registered anew with all it has. */
    private <T> boolean refused(Reply<T> reply) {
        boolean forgotten = reply.isRefusedAs(ProblemType.UNKNOWN_PEER) || reply.isRefusedAs(ProblemType.UNAUTHORIZED);
        if (forgotten) {
            log.info("the tracker {} does not know this peer any more; registering again", tracker.endpoint());
            credentials = Optional.empty();
            backOff = FIRST_BACK_OFF; // it answers, so however long it was away there is no reason to wait
            return false;
        }
        return trouble("the tracker " + tracker.endpoint() + " cannot be told of changes", reply);
    }

    /** Says what is wrong once, not with every try. */
    private <T> boolean trouble(String what, Reply<T> reply) {
        if (trouble.isEmpty()) {
            log.warn("{}: {}; will keep trying", what, reply.why());
        }
        trouble = Optional.of(what + ": " + reply.why());
        return false;
    }

    private void saysThatItIsFine() {
        if (trouble.isPresent()) {
            log.info("the tracker {} is up to date again", tracker.endpoint());
            trouble = Optional.empty();
        }
    }

    /** Leaves the swarm: the tracker forgets this peer's holdings at once. Nothing is sent after that. */
    public void leave() {
        left = true; // before the lock: a tick that has much to send ends with the call it is in
        leaveNow();
    }

    private synchronized void leaveNow() {
        credentials.ifPresent(self -> {
            Reply<Boolean> reply = tracker.leave(self);
            if (reply.answer().isPresent()) {
                log.info("left the tracker {}", tracker.endpoint());
            } else {
                log.warn("could not leave the tracker {}: {}", tracker.endpoint(), reply.why());
            }
        });
        credentials = Optional.empty();
        forgetIdentity();
    }

    private void forgetIdentity() {
        try {
            identity.forget();
        } catch (IOException harmless) {
            log.debug("the identity stays: {}", harmless.toString());
        }
    }
}
