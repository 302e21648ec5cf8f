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

    /** Seconds since the last bytes of its body came. To be asked only when something has come. */
    double secondsSilent(long nowNanos) {
        return (double) (nowNanos - assignment.arrived().lastNanos()) / 1e9;
    }

    /** Seconds that so many more bytes take at the pace at which they come, once they do; not counting what came before. */
    double secondsFlowing(long bytes) {
        double nanosPerByte = assignment.arrived().nanosPerByteSinceFirst();
        return Double.isNaN(nanosPerByte) ? secondsInAll(bytes) : (double) bytes * nanosPerByte / 1e9;
    }

    /** The same at the pace of all that has come since it was asked for, waits included: to begin with, and between turns. */
    double secondsInAll(long bytes) {
        return (double) bytes * assignment.arrived().nanosPerByteSince(startedNanos) / 1e9;
    }
}
