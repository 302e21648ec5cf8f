package io.rangeswarm.simulation;

import java.time.Instant;
import java.util.Arrays;

/**
 * What happens when: a clock that jumps from event to event. The order is the same in every run.
 *
 * <p>What comes within a second waits unordered in its slot of a wheel and is put in order only when its slot's time has
 * come, so that an event costs the same however many are waiting.
 */
final class VirtualTime {

    /** Something that happens at its time. */
    interface Event {
        void happen();
    }

    private static final class Slot {
        private long[] at = new long[8];
        private Event[] what = new Event[8];
        private int size;

        private void add(long time, Event event) {
            if (size == at.length) {
                at = Arrays.copyOf(at, size * 2);
                what = Arrays.copyOf(what, size * 2);
            }
            at[size] = time;
            what[size++] = event;
        }
    }

    private static final Event NOTHING = () -> {};
    private static final int SLOT_NANOS_LOG = 17;
    private static final int SLOTS = 1 << 13;

    private final Slot[] wheel = new Slot[SLOTS];
    private final EventHeap near = new EventHeap(); // all that happen in the present slot
    private final EventHeap far =
            new EventHeap(); // all that happen after the wheel's last slot did when they were added
    private int inWheel;
    private long slotNow;
    private long now;
    private long happened;
    private Instant instant = Instant.EPOCH;

    VirtualTime() {
        Arrays.setAll(wheel, i -> new Slot());
    }

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
        long time = now + nanos;
        long slot = time >> SLOT_NANOS_LOG;
        if (slot <= slotNow) {
            near.add(time, event);
        } else if (slot - slotNow < SLOTS) {
            wheel[(int) slot & (SLOTS - 1)].add(time, event);
            inWheel++;
        } else {
            far.add(time, event);
        }
    }

    /** Lets the next thing happen; false when nothing is left. */
    boolean step() {
        while (near.isEmpty()) {
            if (inWheel == 0 && far.isEmpty()) {
                return false;
            }
            turn();
        }
        now = near.earliestAt();
        happened++;
        near.remove().happen();
        return true;
    }

    /** Goes on to the next slot, or to the next in which anything happens. */
    private void turn() {
        slotNow = inWheel > 0 ? slotNow + 1 : far.earliestAt() >> SLOT_NANOS_LOG;
        Slot slot = wheel[(int) slotNow & (SLOTS - 1)];
        for (int i = 0; i < slot.size; i++) {
            near.add(slot.at[i], slot.what[i]);
        }
        Arrays.fill(slot.what, 0, slot.size, NOTHING);
        inWheel -= slot.size;
        slot.size = 0;
        while (!far.isEmpty() && far.earliestAt() >> SLOT_NANOS_LOG <= slotNow) {
            near.add(far.earliestAt(), far.remove());
        }
    }
}
