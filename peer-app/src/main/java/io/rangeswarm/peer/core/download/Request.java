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

    /** Bytes of its body that have come. */
    long arrived() {
        return assignment.arrived().count();
    }

    /**
     * Nanoseconds until so many more bytes of its body have come, at its pace so far; negative when they are overdue. To be
     * asked only when something has come. The pace is that up to the last bytes that came: sources send in turns, and the
     * silence in between is part of their pace, not the end of it.
     */
    double nanosUntil(long bytes, long nowNanos) {
        long lastNanos = assignment.arrived().lastNanos();
        double nanosPerByte = (double) (lastNanos - startedNanos) / (double) arrived();
        return (double) bytes * nanosPerByte - (double) (nowNanos - lastNanos);
    }
}
