package io.rangeswarm.peer.core.download;

/** A request under way, with what its {@link ChunkAssignment} need not tell others. */
final class Request {

    final ChunkAssignment assignment;
    final Source source;
    final long startedNanos;

    /** What was queued at the source before it, by {@link SourceQueue#bytesAhead}. */
    final long bytesAhead;

    boolean offered;
    boolean givenUp;

    Request(ChunkAssignment assignment, Source source, long startedNanos) {
        this.assignment = assignment;
        this.source = source;
        this.startedNanos = startedNanos;
        this.bytesAhead = source.queue.bytesAhead();
    }
}
