package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Changes;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What each peer holds: files and chunks. Safe for many threads: all shared state is in the store. */
public final class Sharing {

    private static final Logger log = LoggerFactory.getLogger(Sharing.class);

    private final PeerRegistry peers;
    private final SwarmEvents events;
    private final Spacing registrations;
    private final BigBatches bigBatches = new BigBatches();

    /** @param terms peers register chunks as often as they poll while there is little to do */
    public Sharing(PeerRegistry peers, LeaseTerms terms, CallLimits limits, Clock clock, SwarmEvents events) {
        this.peers = peers;
        this.registrations =
                new Spacing(terms.pollAfter(), limits.pollAfterMax(), limits.registrationsPerSecondMax(), clock);
        this.events = events;
    }

    /**
     * What a peer holds of one file after a call.
     *
     * @param added count of chunks that it did not hold before
     */
    public record Progress(ChunkSet held, int added) {}

    /** The peer shares these files: what it held of them before is replaced, and a new name joins those it had. */
    public Answer<Integer> registerFiles(PeerId id, PeerToken token, Collection<SharedFile> files) {
        List<SharedFile> batch = List.copyOf(files);
        Answer<Integer> answer = bigBatches.inSlices(
                batch,
                slice -> peers.asPeer(id, token, null, changes -> {
                    changes.putHoldings(id, slice);
                    return Answer.granted(slice.size());
                }));
        if (answer instanceof Answer.Granted<Integer> && !batch.isEmpty()) {
            log.info("peer {} registered {} {}", id, batch.size(), batch.size() == 1 ? "file" : "files");
            events.filesRegistered(batch.size());
        }
        return answer;
    }

    /** The peer no longer shares the file. */
    public Answer<FileId> unshare(PeerId id, PeerToken token, FileId fileId) {
        return peers.asPeer(
                id,
                token,
                null,
                changes -> changes.removeHolding(id, fileId)
                        ? Answer.granted(fileId)
                        : Answer.refused(new Refusal.FileNotShared(id, fileId)));
    }

    /** The peer has come to hold these chunks of a file that it shares; those it held already change nothing. */
    public Answer<Progress> registerChunks(PeerId id, PeerToken token, FileId fileId, int... indexes) {
        registrations.called();
        return counted(peers.asPeer(id, token, null, merging(id, fileId, indexes)));
    }

    /** As {@link #registerChunks}, without waiting: see {@link ChangeQueue#submit}. */
    public CompletableFuture<Answer<Progress>> registerChunksLater(
            PeerId id, PeerToken token, FileId fileId, int... indexes) {
        registrations.called();
        return peers.asPeerLater(id, token, merging(id, fileId, indexes)).thenApply(this::counted);
    }

    /** How long a peer is to wait before it registers more chunks: with many who do, they are asked to gather more for each call. */
    public Duration registerAfter() {
        return registrations.told();
    }

    private static Function<Changes, Answer<Progress>> merging(PeerId id, FileId fileId, int... indexes) {
        return changes -> changes.holding(id, fileId)
                .map(before -> merge(before, indexes, held -> changes.updateHolding(id, fileId, held)))
                .orElseGet(() -> Answer.refused(new Refusal.FileNotShared(id, fileId)));
    }

    private Answer<Progress> counted(Answer<Progress> answer) {
        if (answer instanceof Answer.Granted<Progress> granted
                && granted.value().added() > 0) {
            events.chunksRegistered(granted.value().added());
        }
        return answer;
    }

    private static Answer<Progress> merge(ChunkSet before, int[] indexes, Consumer<ChunkSet> update) {
        for (int index : indexes) {
            if (index < 0 || index >= before.count()) {
                return Answer.refused(new Refusal.NoSuchChunk(index, before.count()));
            }
        }
        ChunkSet after = before.with(indexes);
        int added = after.size() - before.size();
        if (added > 0) {
            update.accept(after);
        }
        return Answer.granted(new Progress(after, added));
    }
}
