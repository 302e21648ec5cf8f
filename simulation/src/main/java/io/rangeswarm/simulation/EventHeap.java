package io.rangeswarm.simulation;

import java.util.Arrays;

/** What is to happen, the earliest first. */
final class EventHeap {

    private static final int ARITY = 4;
    private static final VirtualTime.Event NOTHING = () -> {};

    private long[] at = new long[1024];
    private VirtualTime.Event[] what = new VirtualTime.Event[1024];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** When the earliest is to happen; only where there is one. */
    long earliestAt() {
        return at[0];
    }

    void add(long time, VirtualTime.Event event) {
        if (size == at.length) {
            at = Arrays.copyOf(at, size * 2);
            what = Arrays.copyOf(what, size * 2);
        }
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

    /** Takes out the earliest; only where there is one. */
    VirtualTime.Event remove() {
        VirtualTime.Event earliest = what[0];
        size--;
        sink(at[size], what[size]);
        what[size] = NOTHING;
        return earliest;
    }

    private void sink(long time, VirtualTime.Event event) {
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
