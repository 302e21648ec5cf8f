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

    private long arrivedSeen; // bytes of its body, when it was looked at last
    private long arrivedNanos; // when that had grown

    boolean offered;
    boolean givenUp;

    Request(ChunkAssignment assignment, Source source, long startedNanos) {
        this.assignment = assignment;
        this.source = source;
        this.startedNanos = startedNanos;
        this.bytesAhead = source.queue.bytesAhead();
        this.arrivedNanos = startedNanos;
    }

    /** Bytes of its body that have come. */
    long arrived() {
        return assignment.arrivedBytes().get();
    }

    /** Nanoseconds since a look at it last found more bytes than the look before; more than none count as found now. */
    long silentNanos(long nowNanos) {
        long arrived = arrived();
        if (arrived != arrivedSeen) {
            arrivedSeen = arrived;
            arrivedNanos = nowNanos;
        }
        return nowNanos - arrivedNanos;
    }
}
