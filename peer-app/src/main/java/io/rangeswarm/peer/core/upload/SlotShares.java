package io.rangeswarm.peer.core.upload;

import java.util.HashMap;
import java.util.Map;

/**
 * Decides who gets one of a bounded number of slots, so that nobody who has many keeps out somebody who has none.
 *
 * <ul>
 *   <li>While most slots are free, whoever asks gets one.
 *   <li>When they become scarce, an address gets no more than its share: what each would have if there were one more. A
 *       lone address has all. Within an address the names divide its share in the same way.
 *   <li>A few slots more than the bound are for those who have none at all: so even when all are taken by many, or for
 *       long, a newcomer is served. Half of these are open to a new name at an address that has slots already.
 * </ul>
 *
 * <p>Not safe for threads: the owner guards it. It remembers only who has slots now.
 */
public final class SlotShares {

    /** What part of the slots, rounded up, is there for newcomers alone, on top. */
    private static final int NEWCOMERS_PART = 8;

    /** Slots are scarce when at most this part is free. */
    private static final int SCARCE_PART = 4;

    private final int slots;
    private final Map<String, Map<String, Integer>> takenByName = new HashMap<>();
    private int taken;

    /** @throws IllegalArgumentException unless there is at least one slot */
    public SlotShares(int slots) {
        if (slots < 1) {
            throw new IllegalArgumentException("there must be at least 1 upload slot, not " + slots);
        }
        this.slots = slots;
    }

    /** Gives the requester a slot, until it is {@linkplain #giveBack given back}, or says no. */
    public boolean take(Requester requester) {
        if (!mayTake(requester)) {
            return false;
        }
        taken++;
        takenByName
                .computeIfAbsent(requester.address(), first -> new HashMap<>())
                .merge(requester.name(), 1, Integer::sum);
        return true;
    }

    /**
     * Takes one of the requester's slots back.
     *
     * @throws IllegalStateException when it has none
     */
    public void giveBack(Requester requester) {
        Map<String, Integer> names = namesAt(requester);
        int had = names.getOrDefault(requester.name(), 0);
        if (had == 0) {
            throw new IllegalStateException(requester + " has no slot to give back");
        }
        taken--;
        if (had > 1) {
            names.put(requester.name(), had - 1);
            return;
        }
        names.remove(requester.name());
        if (names.isEmpty()) {
            takenByName.remove(requester.address());
        }
    }

    /** How many slots are taken, by newcomers too. */
    public int taken() {
        return taken;
    }

    /** How many slots there are, but for newcomers'. */
    public int slots() {
        return slots;
    }

    private boolean mayTake(Requester requester) {
        Map<String, Integer> names = namesAt(requester);
        int forNewcomers = (slots + NEWCOMERS_PART - 1) / NEWCOMERS_PART;
        if (names.isEmpty()) {
            return taken < slots + forNewcomers;
        }
        if (!names.containsKey(requester.name())) {
            return taken < slots + forNewcomers / 2;
        }
        return taken < slots && (!areScarce() || isWithinShare(requester, names));
    }

    private boolean areScarce() {
        return slots - taken <= slots / SCARCE_PART;
    }

    private boolean isWithinShare(Requester requester, Map<String, Integer> names) {
        int ofAddress = names.values().stream().mapToInt(Integer::intValue).sum();
        int addressMax = share(slots, takenByName.size());
        return ofAddress < addressMax && names.getOrDefault(requester.name(), 0) < share(addressMax, names.size());
    }

    /** All for one; else what each gets if one more comes, rounded up. */
    private static int share(int whole, int among) {
        return among == 1 ? whole : (whole + among) / (among + 1);
    }

    private Map<String, Integer> namesAt(Requester requester) {
        return takenByName.getOrDefault(requester.address(), Map.of());
    }
}
