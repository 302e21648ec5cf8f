package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.tracker.core.swarm.SwarmStore.Changes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Lets changes that come together share a transaction: a durable commit costs about as much for sixty changes as for one.
 * While a line writes, the others gather behind it; and it begins a transaction at most every millisecond.
 *
 * <p>There are as many lines as the database likes writers, and a peer always stands in the same one: so its changes stay in
 * order, and two lines never wait for each other's rows.
 */
public final class GroupCommit implements ChangeQueue, AutoCloseable {

    private final List<CommitLine> lines;

    /**
     * What is bounded.
     *
     * @param lines count of threads that write
     * @param waitingMax changes waiting in one line; more are refused
     * @param togetherMax changes in one transaction
     */
    public record Bounds(int lines, int waitingMax, int togetherMax) {

        /** @throws IllegalArgumentException unless all are positive */
        public Bounds {
            if (lines < 1 || waitingMax < 1 || togetherMax < 1) {
                throw new IllegalArgumentException("a group commit's bounds are 1 or more");
            }
        }
    }

    public GroupCommit(SwarmStore store, Bounds bounds) {
        this.lines = IntStream.range(0, bounds.lines())
                .mapToObj(line -> new CommitLine(
                        store, line == 0 ? store.backlog() : Backlog.NONE, bounds.waitingMax(), bounds.togetherMax()))
                .toList();
    }

    /** Starts one thread a line. Changes wait until then. */
    public GroupCommit start(ThreadFactory threads) {
        lines.forEach(line -> threads.newThread(line).start());
        return this;
    }

    @Override
    public <T> CompletableFuture<Answer<T>> submit(PeerId peer, Function<Changes, Answer<T>> work) {
        return lines.get(Math.floorMod(peer.hashCode(), lines.size())).submit(work);
    }

    /** Count of changes that wait now. */
    public int waiting() {
        return lines.stream().mapToInt(CommitLine::waiting).sum();
    }

    /** Time that was spent writing since the start, over all lines. */
    public Duration busy() {
        return Duration.ofNanos(lines.stream().mapToLong(CommitLine::busyNanos).sum());
    }

    /** Count of transactions since the start. */
    public long commits() {
        return lines.stream().mapToLong(CommitLine::commits).sum();
    }

    /** Writes what waits, and takes no more. Waits at most {@code 5 s} for each line. */
    @Override
    public void close() {
        lines.forEach(CommitLine::close);
    }
}
