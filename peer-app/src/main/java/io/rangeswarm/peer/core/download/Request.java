package io.rangeswarm.peer.core.download;

/** A request under way, with what its {@link ChunkAssignment} need not tell others. */
final class Request {

    final ChunkAssignment assignment;
    final Source source;
    final long startedNanos;

    /**
     * What was queued at the source before it: by {@link SourceQueue#bytesAhead} when it was made, and as soon as the source
     * answers, by its word.
     */
    long bytesAhead;

    boolean offered;
    boolean givenUp;

    Request(ChunkAssignment assignment, Source source, long startedNanos) {
        this.assignment = assignment;
        this.source = source;
        this.startedNanos = startedNanos;
        this.bytesAhead = source.queue.bytesAhead();
    }
}
