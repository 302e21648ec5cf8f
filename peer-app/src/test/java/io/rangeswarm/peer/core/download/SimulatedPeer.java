package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.download.SwarmSimulation.Kind;
import io.rangeswarm.peer.core.pick.RarestFirst;
import io.rangeswarm.peer.core.store.ChunkWriter;
import io.rangeswarm.peer.core.store.WriteOutcome;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One peer of a {@link SwarmSimulation}: it fetches by the real scheduler, and serves one request after another. */
final class SimulatedPeer {

    private static final int UPLOADS_WAITING_MAX = 16;
    private static final int CHUNK_BYTES = ChunkLayout.CHUNK_SIZE_MIN;

    /** A request that somebody made of this peer. */
    private record Upload(SimulatedPeer asker, ChunkAssignment request) {}

    final PeerEndpoint endpoint;
    final Kind kind;
    final double bytesPerSecond;
    final MemoryStore store;
    ChunkSet registered;
    long sentBytes;
    double endedAfterSeconds = Double.POSITIVE_INFINITY;

    private final SwarmSimulation world;
    private final ChunkScheduler scheduler;
    private final Map<Long, ChunkAssignment> underWay = new HashMap<>();
    private final Map<PeerEndpoint, Integer> lies = new HashMap<>();
    private final Queue<Upload> uploads = new ArrayDeque<>();
    private @Nullable Upload sending;
    private boolean gone;

    SimulatedPeer(
            SwarmSimulation world,
            int number,
            Kind kind,
            double bytesPerSecond,
            ChunkSet held,
            FetchLimits limits,
            Random random) {
        this.world = world;
        this.kind = kind;
        this.bytesPerSecond = bytesPerSecond;
        this.endpoint = new PeerEndpoint("http://10.0.0." + (number + 1) + ":9090");
        this.store = new MemoryStore(world.manifest, held);
        this.registered = ChunkSet.none(held.count());
        this.scheduler = new ChunkScheduler(
                world.manifest.layout(), held, new RarestFirst(held.count(), random), limits, random);
        if (held.isComplete()) {
            endedAfterSeconds = 0;
        }
    }

    boolean shouldEnd() {
        return kind == Kind.HONEST || kind == Kind.SLOW;
    }

    boolean isComplete() {
        return scheduler.isComplete();
    }

    boolean isHere() {
        return !gone;
    }

    boolean fetches() {
        return !gone && kind != Kind.LIAR && kind != Kind.SILENT && !scheduler.isComplete();
    }

    /** What it says that it holds. */
    ChunkSet claimed() {
        return kind == Kind.LIAR || kind == Kind.SILENT ? ChunkSet.all(registered.count()) : store.held();
    }

    Set<PeerEndpoint> knownSources() {
        return scheduler.knownSources().keySet();
    }

    void heardOf(Map<PeerEndpoint, ChunkSet> holdings) {
        scheduler.heardOf(holdings);
    }

    List<SourceReport> sources() {
        return scheduler.reports();
    }

    int liesHeard() {
        return lies.values().stream().mapToInt(Integer::intValue).sum();
    }

    int liesHeardFrom(SimulatedPeer other) {
        return lies.getOrDefault(other.endpoint, 0);
    }

    void vanish() {
        gone = true;
        uploads.clear();
    }

    // ---- fetching ----

    void startWhatIsDue() {
        scheduler.giveUp(world.now()).forEach(this::giveUp);
        for (ChunkAssignment request : scheduler.next(world.now(), Integer.MAX_VALUE)) {
            underWay.put(request.serial(), request);
            world.at(request.source()).ask(this, request);
        }
    }

    private void giveUp(ChunkAssignment request) {
        answered(request, new FetchResult.Cancelled());
    }

    private boolean awaits(ChunkAssignment request) {
        return !gone && underWay.containsKey(request.serial());
    }

    private void answered(ChunkAssignment request, FetchResult result) {
        if (!awaits(request)) {
            return; // given up meanwhile
        }
        underWay.remove(request.serial());
        if (result instanceof FetchResult.HashMismatch) {
            lies.merge(request.source(), 1, Integer::sum);
        }
        scheduler.ended(request, result, world.now()).forEach(this::giveUp);
        if (scheduler.isComplete() && Double.isInfinite(endedAfterSeconds)) {
            endedAfterSeconds = Duration.between(Instant.EPOCH, world.now()).toMillis() / 1000.0;
        }
        if (fetches()) {
            startWhatIsDue();
        }
    }

    private FetchResult receive(int index, byte[] bytes, Duration took) {
        try (ChunkWriter writer = store.writerFor(index)) {
            writer.accept(ByteBuffer.wrap(bytes));
            WriteOutcome outcome = writer.finish();
            if (outcome instanceof WriteOutcome.Verified) {
                return new FetchResult.Verified(took);
            }
            return outcome instanceof WriteOutcome.AlreadyHeld
                    ? new FetchResult.NotNeeded()
                    : new FetchResult.HashMismatch("wrong");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    // ---- serving ----

    private void ask(SimulatedPeer asker, ChunkAssignment request) {
        if (gone || kind == Kind.SILENT) {
            Duration silence = gone ? SwarmSimulation.requestTimeout() : Duration.ofDays(1);
            world.after(silence, () -> asker.answered(request, new FetchResult.Unreachable("no answer")));
        } else if (kind != Kind.LIAR && !store.held().contains(request.run().first())) {
            soon(asker, request, new FetchResult.ChunkNotHeld());
        } else if (uploads.size() >= UPLOADS_WAITING_MAX) {
            soon(asker, request, new FetchResult.Busy(Duration.ofSeconds(1)));
        } else {
            uploads.add(new Upload(asker, request));
            sendNext();
        }
    }

    /** A refusal takes a round trip, as everything does. */
    private void soon(SimulatedPeer asker, ChunkAssignment request, FetchResult result) {
        world.after(Duration.ofMillis(2), () -> asker.answered(request, result));
    }

    private void sendNext() {
        while (sending == null && !uploads.isEmpty()) {
            Upload next = uploads.remove();
            if (next.asker().awaits(next.request())) {
                sending = next;
                Duration time = Duration.ofNanos((long) (CHUNK_BYTES / bytesPerSecond * 1e9));
                world.after(time, () -> sent(next));
            }
        }
    }

    private void sent(Upload upload) {
        sending = null;
        ChunkAssignment request = upload.request();
        if (gone) {
            Duration silence = SwarmSimulation.requestTimeout();
            world.after(silence, () -> upload.asker().answered(request, new FetchResult.Unreachable("no answer")));
            return;
        }
        sentBytes += CHUNK_BYTES;
        if (upload.asker().awaits(request)) {
            byte[] bytes = kind == Kind.LIAR
                    ? ("lie " + request.run().first()).getBytes(StandardCharsets.UTF_8)
                    : SwarmSimulation.rightBytes(request.run().first());
            Duration took = Duration.between(request.startedAt(), world.now());
            upload.asker()
                    .answered(request, upload.asker().receive(request.run().first(), bytes, took));
        }
        sendNext();
    }
}
