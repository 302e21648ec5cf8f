package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.api.ChunkExchange;
import io.rangeswarm.model.api.ChunkExchanged;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.api.PeerChunks;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.store.ChunkStore;
import io.rangeswarm.peer.core.store.ChunkWriter;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.store.WriteOutcome;
import io.rangeswarm.peer.core.swarm.Neighbours;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Other peers in memory: what each answers to a chunk request, and whom each knows. */
final class FakeSwarm implements ChunkSource, Neighbours {

    /** How one peer answers. */
    interface Peer {
        FetchResult answer(ChunkStore store, int index, Cancellation cancellation);
    }

    /** How one peer answers an exchange. */
    interface Desk {
        Optional<ChunkExchanged> answer(FileId fileId, ChunkExchange asked);
    }

    record Request(PeerEndpoint source, FileId fileId, int index) {}

    final Queue<Request> requests = new ConcurrentLinkedQueue<>();

    /** Of whom no more was wanted after one of its right chunks. */
    final Queue<PeerEndpoint> unwanted = new ConcurrentLinkedQueue<>();

    private final Map<PeerEndpoint, Peer> peers = new ConcurrentHashMap<>();
    private final Map<PeerEndpoint, PeerChunks> known = new ConcurrentHashMap<>();
    private final Map<PeerEndpoint, Desk> desks = new ConcurrentHashMap<>();

    void put(PeerEndpoint endpoint, Peer peer) {
        peers.put(endpoint, peer);
    }

    void tells(PeerEndpoint endpoint, ChunkSet self, Map<PeerEndpoint, ChunkSet> others) {
        known.put(
                endpoint,
                new PeerChunks(
                        null,
                        self.count(),
                        Location.of(null, endpoint.url(), null, self),
                        others.entrySet().stream()
                                .map(other -> Location.of(null, other.getKey().url(), null, other.getValue()))
                                .toList()));
    }

    void exchanges(PeerEndpoint endpoint, Desk desk) {
        desks.put(endpoint, desk);
    }

    List<Integer> requestedChunks() {
        return requests.stream().map(Request::index).toList();
    }

    @Override
    public FetchResult fetch(
            PeerEndpoint source, ChunkStore store, ChunkRun run, Cancellation cancellation, Client client) {
        FetchResult result = new FetchResult.NotNeeded();
        for (int index = run.first(); index <= run.last(); index++) {
            requests.add(new Request(source, store.manifest().fileId(), index));
            Peer peer = peers.get(source);
            result = peer == null
                    ? new FetchResult.Unreachable("nobody there")
                    : peer.answer(store, index, cancellation);
            if (result instanceof FetchResult.Verified) {
                client.verified(index);
                if (!client.wantsMore()) {
                    unwanted.add(source);
                    result = index == run.last() ? result : new FetchResult.Cancelled();
                    break;
                }
            } else if (!(result instanceof FetchResult.NotNeeded)) {
                return result;
            }
        }
        return result;
    }

    /** Those that only {@link #tells} are peers of an older version. */
    @Override
    public Reply<ChunkExchanged> exchange(PeerEndpoint peer, FileId fileId, ChunkExchange mine) {
        Desk desk = desks.get(peer);
        if (desk != null) {
            return desk.answer(fileId, mine)
                    .<Reply<ChunkExchanged>>map(Reply.Answered::new)
                    .orElseGet(() -> new Reply.Refused<>(404, Optional.of(ProblemType.UNKNOWN_FILE), "not here"));
        }
        return known.containsKey(peer)
                ? new Reply.Refused<>(404, Optional.of(ProblemType.NOT_FOUND), "no such path")
                : new Reply.Unreachable<>("nobody there");
    }

    @Override
    public Reply<PeerChunks> chunks(PeerEndpoint peer, FileId fileId) {
        PeerChunks answer = known.get(peer);
        return answer == null ? new Reply.Unreachable<>("nobody there") : new Reply.Answered<>(answer);
    }

    @Override
    public Reply<Manifest> manifest(PeerEndpoint peer, FileId fileId) {
        return new Reply.Unreachable<>("nobody there");
    }

    /** Sends the right bytes at once. */
    static Peer honest(TestFile file) {
        return (store, index, cancellation) -> send(store, index, file.chunk(index));
    }

    /** Sends wrong bytes of the right length. */
    static Peer liar(TestFile file) {
        return (store, index, cancellation) -> send(store, index, file.wrongChunk(index));
    }

    /** Sends nothing until the request is cancelled. */
    static Peer silent() {
        return (store, index, cancellation) -> {
            CountDownLatch cancelled = new CountDownLatch(1);
            cancellation.onCancel(cancelled::countDown);
            try {
                cancelled.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return new FetchResult.Cancelled();
        };
    }

    /** Sends bytes to the store as a source over the network would. */
    static FetchResult send(ChunkStore store, int index, byte[] bytes) {
        try (ChunkWriter writer = store.writerFor(index)) {
            writer.accept(ByteBuffer.wrap(bytes));
            WriteOutcome outcome = writer.finish();
            if (outcome instanceof WriteOutcome.Verified) {
                return new FetchResult.Verified(Duration.ofMillis(5));
            }
            return outcome instanceof WriteOutcome.HashMismatch
                    ? new FetchResult.HashMismatch("wrong")
                    : new FetchResult.NotNeeded();
        } catch (IOException failed) {
            return new FetchResult.DiskFailed(failed);
        }
    }
}
