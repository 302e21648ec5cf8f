package io.rangeswarm.simulation;

import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.download.ChunkAssignment;
import io.rangeswarm.peer.core.download.ChunkScheduler;
import io.rangeswarm.peer.core.download.ExchangeDue;
import io.rangeswarm.peer.core.download.FetchLimits;
import io.rangeswarm.peer.core.download.FetchResult;
import io.rangeswarm.peer.core.download.Misconduct;
import io.rangeswarm.peer.core.download.SourceNews;
import io.rangeswarm.peer.core.download.SourceReport;
import io.rangeswarm.peer.core.offer.ChunkOffers;
import io.rangeswarm.peer.core.pick.ChunkBits;
import io.rangeswarm.peer.core.pick.RarestFirst;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One peer: it fetches by the real scheduler, offers by the real offers, and serves what its uplink can carry. */
final class SimulatedPeer {

    private static final int UPLOADS_MAX = 64;
    private static final long MILLI = 1_000_000;
    private static final long TICK = 100 * MILLI;
    private static final long REQUEST_TIMEOUT = 10_000 * MILLI;
    private static final long EXCHANGE_WORK = 200_000; // nanoseconds of processor time that answering one takes
    private static final long REGISTRATION = 500 * MILLI;
    private static final int NEEDLESS_POLL_PAUSES = 5;

    final PeerEndpoint endpoint;
    final Kind kind;
    final Uplink uplink;
    long endedAt = -1;
    long exchanges;
    long requests;

    private final int number;
    private final SwarmSimulation world;
    private final VirtualTime time;
    private final SplittableRandom random;
    private final ChunkScheduler scheduler;
    private final ChunkBits held;
    private List<Integer> latest = List.of(); // the chunks that came last
    private ChunkSet snapshot;
    private ChunkSet registered;
    private ChunkSet registering;
    private long registeredAt;
    private final List<Upload> underWay = new ArrayList<>(); // few
    private final Map<PeerEndpoint, Integer> lies = new HashMap<>();
    private final Askers askers = new Askers();
    private final BitSet met = new BitSet(); // the numbers of those that it asked
    private @Nullable ChunkOffers offers; // made when they are first asked for: few ever are
    private boolean gone;
    private long busyUntil;
    private long actedAt;

    SimulatedPeer(SwarmSimulation world, int number, Kind kind, boolean seed) {
        this.world = world;
        this.time = world.time;
        this.kind = kind;
        this.number = number;
        this.endpoint = new PeerEndpoint(
                "http://10." + number / 65_536 + "." + number / 256 % 256 + "." + number % 256 + ":9090");
        this.random = world.random.split();
        int chunks = world.scenario.chunks();
        this.held = new ChunkBits(chunks);
        this.snapshot = seed || !kind.fetches() ? ChunkSet.all(chunks) : ChunkSet.none(chunks);
        held.addAll(snapshot, (w, fresh) -> {});
        this.registered = snapshot;
        this.registering = snapshot;
        this.uplink = new Uplink(time, world.scenario.uplinkOf(kind));
        this.scheduler = new ChunkScheduler(
                new ChunkLayout((long) chunks * Scenario.CHUNK_BYTES),
                snapshot,
                new RarestFirst(chunks, random),
                new FetchLimits(16, 4),
                random,
                new Misconduct(time::instant));
        if (seed) {
            endedAt = 0;
        }
    }

    /** What it tells others that it holds. */
    ChunkSet claimed() {
        if (snapshot.size() != held.size()) {
            snapshot = held.snapshot();
        }
        return snapshot;
    }

    /** What the tracker knows of it: something it had told by half a second ago. */
    ChunkSet registered() {
        if (gone) {
            return world.noChunks;
        }
        if (time.now() - registeredAt >= REGISTRATION) {
            registered = registering;
            registering = claimed();
            registeredAt = time.now();
        }
        return registered;
    }

    boolean isComplete() {
        return scheduler.isComplete();
    }

    private boolean isFetching() {
        return !gone && kind.fetches() && !scheduler.isComplete();
    }

    List<SourceReport> sources() {
        return scheduler.reports();
    }

    int liesHeardFrom(SimulatedPeer other) {
        return lies.getOrDefault(other.endpoint, 0);
    }

    int liesHeard() {
        return lies.values().stream().mapToInt(Integer::intValue).sum();
    }

    void vanish() {
        gone = true;
        uplink.close();
    }

    // ---- fetching ----

    void begin() {
        if (isFetching()) {
            pollTracker();
            tick();
        }
    }

    private void pollTracker() {
        if (!isFetching()) {
            return;
        }
        time.after(world.scenario.rttNanos() + reaction(), () -> {
            scheduler.heardOf(world.tracker.locations(this));
            act();
        });
        long pause = world.trackerPause() * (scheduler.isWellInformed() ? NEEDLESS_POLL_PAUSES : 1);
        time.after(pause + random.nextInt((int) (100 * MILLI)), this::pollTracker);
    }

    private void tick() {
        if (isFetching()) {
            if (time.now() - actedAt >= TICK) {
                act();
            }
            time.after(TICK, this::tick);
        }
    }

    /** What the real loop does after each event. */
    private void act() {
        if (!isFetching()) {
            return;
        }
        actedAt = time.now();
        for (ExchangeDue due : scheduler.exchangesDue(time.instant())) {
            exchange(due);
        }
        scheduler.giveUp(time.instant()).forEach(this::cancel);
        for (ChunkAssignment request : scheduler.next(time.instant(), Integer.MAX_VALUE)) {
            ask(request);
        }
    }

    private void ask(ChunkAssignment request) {
        Upload upload = new Upload(request, this::chunkSent);
        underWay.add(upload);
        requests++;
        SimulatedPeer source = world.at(request.source());
        ChunkNews news = ownNews(OptionalLong.empty());
        time.after(world.scenario.rttNanos() / 2 + source.reaction(), () -> source.asked(this, upload, news));
    }

    private ChunkNews ownNews(OptionalLong queuedBytes) {
        return new ChunkNews(OptionalInt.empty(), latest, queuedBytes);
    }

    private void hearInPassing(SimulatedPeer other, ChunkNews news) {
        if (scheduler.heardInPassing(other.endpoint, news, time.instant())) {
            act();
        }
    }

    private void cancel(ChunkAssignment request) {
        for (Upload upload : underWay) {
            if (upload.request.serial() == request.serial()) {
                time.after(world.scenario.rttNanos() / 2, () -> upload.cancelled = true);
                ended(upload, new FetchResult.Cancelled());
                return;
            }
        }
    }

    /** The last byte of a chunk has left the source. */
    private void chunkSent(Upload upload, int index) {
        time.after(world.scenario.rttNanos() / 2 + reaction(), () -> chunkArrived(upload, index));
    }

    private void chunkArrived(Upload upload, int index) {
        ChunkAssignment request = upload.request;
        if (gone || upload.ended) {
            return;
        }
        if (world.at(request.source()).kind == Kind.LIAR) {
            lies.merge(request.source(), 1, Integer::sum);
            ended(upload, new FetchResult.HashMismatch("a lie"));
            return;
        }
        if (held.add(index)) {
            List<Integer> more =
                    new ArrayList<>(latest.subList(latest.size() < ChunkNews.LATEST_MAX ? 0 : 1, latest.size()));
            more.add(index);
            latest = List.copyOf(more);
            scheduler.verified(request, index, time.instant()).forEach(this::cancel);
        }
        if (request.run().indexes().allMatch(held::contains)) {
            ended(upload, new FetchResult.Verified(Duration.between(request.startedAt(), time.instant())));
        }
    }

    private void ended(Upload upload, FetchResult result) {
        if (gone || upload.ended) {
            return;
        }
        upload.ended = true;
        underWay.remove(upload);
        upload.cancelled = true;
        scheduler.ended(upload.request, result, time.instant()).forEach(this::cancel);
        if (endedAt < 0 && scheduler.isComplete()) {
            endedAt = time.now();
            world.ended(this);
        }
        act();
    }

    // ---- exchanging ----

    private void exchange(ExchangeDue due) {
        ChunkSet mine = claimed();
        SimulatedPeer other = world.at(due.peer());
        boolean wantsPeers = !met.get(other.number);
        met.set(other.number);
        exchanges++;
        time.after(world.scenario.rttNanos() / 2 + other.reaction(), () -> {
            if (other.gone) {
                time.after(1000 * MILLI, () -> scheduler.exchangeFailed(due.peer(), time.instant()));
            } else {
                other.answer(this, mine, due, wantsPeers);
            }
        });
    }

    private void answer(SimulatedPeer asker, ChunkSet held, ExchangeDue due, boolean wantsPeers) {
        Map<PeerEndpoint, ChunkSet> known = wantsPeers ? askers.some(random, world.noChunks) : Map.of();
        askers.remember(asker.endpoint);
        SourceNews news = new SourceNews(
                claimed(),
                claimed().isComplete() && due.offersWanted() > 0
                        ? offers().offer(asker.endpoint.url(), held, due.lacks(), due.offersWanted(), time.instant())
                        : List.of(),
                OptionalLong.of(uplink.queuedBytes()));
        busyUntil = Math.max(busyUntil, time.now()) + EXCHANGE_WORK;
        long way = busyUntil - time.now() + world.scenario.rttNanos() / 2;
        time.after(way + asker.reaction(), () -> asker.answered(due, known, news));
        if (isFetching()) {
            scheduler.heard(asker.endpoint, SourceNews.of(held), time.instant());
            act();
        }
    }

    private ChunkOffers offers() {
        if (offers == null) {
            offers = new ChunkOffers(world.scenario.chunks(), random, uplink::queuedBytes);
        }
        return offers;
    }

    private void answered(ExchangeDue due, Map<PeerEndpoint, ChunkSet> known, SourceNews news) {
        if (isFetching()) {
            scheduler.heardOf(known);
            scheduler.heard(due.peer(), news, time.instant());
            act();
        }
    }

    private long reaction() {
        return world.scenario.reaction().nanos(random);
    }

    // ---- serving ----

    private void asked(SimulatedPeer asker, Upload upload, ChunkNews news) {
        if (isFetching()) {
            hearInPassing(asker, news);
        }
        if (gone || kind == Kind.SILENT) {
            time.after(
                    gone ? REQUEST_TIMEOUT : 86_400_000 * MILLI,
                    () -> asker.ended(upload, new FetchResult.Unreachable("no answer")));
        } else if (upload.request.run().indexes().anyMatch(index -> !held.contains(index))) {
            soon(asker, upload, new FetchResult.ChunkNotHeld());
        } else if (uplink.count() >= UPLOADS_MAX) {
            soon(asker, upload, new FetchResult.Busy(Duration.ofSeconds(1)));
        } else {
            ChunkNews mine = ownNews(OptionalLong.of(uplink.queuedBytes()));
            uplink.add(upload);
            time.after(world.scenario.rttNanos() / 2 + asker.reaction(), () -> asker.answeredWith(upload, mine));
        }
    }

    private void answeredWith(Upload upload, ChunkNews news) {
        if (isFetching() && scheduler.answered(upload.request, news, time.instant())) {
            act();
        }
    }

    private void soon(SimulatedPeer asker, Upload upload, FetchResult result) {
        time.after(world.scenario.rttNanos() / 2, () -> asker.ended(upload, result));
    }
}
