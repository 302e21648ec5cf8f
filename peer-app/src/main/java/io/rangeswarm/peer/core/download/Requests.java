package io.rangeswarm.peer.core.download;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests under way: few, so that looking through them is quick. Guarded by {@link ChunkScheduler}. */
final class Requests {

    /** A request that takes so many times as long as they do on average... */
    private static final double OVERDUE_FACTOR = 4;

    /** ...and at least so long, in nanoseconds, may never end: it takes up no place that another could use better. */
    private static final long OVERDUE_MIN = 1_000_000_000;

    private static final double NEWEST_WEIGHT = 0.1;

    private final List<Request> oldestFirst = new ArrayList<>();
    private int offered;
    private double averageNanos;

    int count() {
        return oldestFirst.size();
    }

    List<Request> all() {
        return oldestFirst;
    }

    void add(Request request) {
        oldestFirst.add(request);
    }

    void remove(Request request) {
        oldestFirst.remove(request);
        offered -= request.offered ? 1 : 0;
    }

    /** The request is for what a seed offered. */
    void markOffered(Request request) {
        request.offered = true;
        offered++;
    }

    /** Count of those for what seeds offered. */
    int offered() {
        return offered;
    }

    /** One has ended well after so long. */
    void took(Duration time) {
        double nanos = (double) time.toNanos();
        averageNanos = averageNanos == 0 ? nanos : averageNanos + NEWEST_WEIGHT * (nanos - averageNanos);
    }

    /** Count of those, not counting the offered ones, that have taken so long that they may never end. */
    int overdue(long now) {
        double patience = Math.max(OVERDUE_MIN, OVERDUE_FACTOR * averageNanos);
        int overdue = 0;
        for (Request request : oldestFirst) {
            if ((double) (now - request.startedNanos) < patience) {
                break;
            }
            overdue += request.offered ? 0 : 1;
        }
        return overdue;
    }

    /** Null when it has ended. */
    @Nullable
    Request find(ChunkAssignment assignment) {
        for (Request request : oldestFirst) {
            if (request.assignment.serial() == assignment.serial()) {
                return request;
            }
        }
        return null;
    }

    /** @throws IllegalArgumentException when there is none such under way */
    Request require(ChunkAssignment assignment) {
        Request request = find(assignment);
        if (request == null) {
            throw new IllegalArgumentException("not under way: " + assignment);
        }
        return request;
    }

    boolean isRequested(int index) {
        for (Request request : oldestFirst) {
            if (request.assignment.run().contains(index)) {
                return true;
            }
        }
        return false;
    }

    /** The requests of chunk {@code index}, the oldest first. */
    List<Request> of(int index) {
        List<Request> found = new ArrayList<>(2);
        for (Request request : oldestFirst) {
            if (request.assignment.run().contains(index)) {
                found.add(request);
            }
        }
        return found;
    }
}
