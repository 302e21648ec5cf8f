package io.rangeswarm.simulation;

import java.time.Instant;
import java.util.Arrays;

/** What happens when: a clock that jumps from event to event. The order is the same in every run. */
final class VirtualTime {

    /** Something that happens at its time. */
    interface Event {
        void happen();
    }

    private static final int ARITY = 4;
    private static final Event NOTHING = () -> {};

    private long[] at = new long[1024];
    private Event[] what = new Event[1024];
    private int size;
    private long now;
    private long happened;
    private Instant instant = Instant.EPOCH;

    /** Nanoseconds since the beginning. */
    long now() {
        return now;
    }

    /** The same for those who know only instants; the beginning is the epoch. */
    Instant instant() {
        long second = now / 1_000_000_000L;
        int nano = (int) (now % 1_000_000_000L);
        if (instant.getEpochSecond() != second || instant.getNano() != nano) {
            instant = Instant.ofEpochSecond(second, nano);
        }
        return instant;
    }

    /** Count of events that have happened. */
    long happened() {
        return happened;
    }

    void after(long nanos, Event event) {
        if (size == at.length) {
            at = Arrays.copyOf(at, size * 2);
            what = Arrays.copyOf(what, size * 2);
        }
        long time = now + nanos;
        int place = size++;
        while (place > 0) {
            int parent = (place - 1) / ARITY;
            if (at[parent] <= time) {
                break;
            }
            at[place] = at[parent];
            what[place] = what[parent];
            place = parent;
        }
        at[place] = time;
        what[place] = event;
    }

    /** Lets the next thing happen; false when nothing is left. */
    boolean step() {
        if (size == 0) {
            return false;
        }
        Event next = what[0];
        now = at[0];
        size--;
        sink(at[size], what[size]);
        what[size] = NOTHING;
        happened++;
        next.happen();
        return true;
    }

    private void sink(long time, Event event) {
        int place = 0;
        while (true) {
            int first = place * ARITY + 1;
            if (first >= size) {
                break;
            }
            int least = first;
            int end = Math.min(first + ARITY, size);
            for (int child = first + 1; child < end; child++) {
                if (at[child] < at[least]) {
                    least = child;
                }
            }
            if (at[least] >= time) {
                break;
            }
            at[place] = at[least];
            what[place] = what[least];
            place = least;
        }
        at[place] = time;
        what[place] = event;
    }
}
