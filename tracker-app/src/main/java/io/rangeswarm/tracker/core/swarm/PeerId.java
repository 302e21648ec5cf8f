package io.rangeswarm.tracker.core.swarm;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Names a peer for as long as the tracker knows it; says nothing about it. */
public record PeerId(UUID value) implements Comparable<PeerId> {

    private static final int TEXT_LENGTH = 36;

    /** A fresh id: a random UUID (RFC 9562, version 4). */
    public static PeerId random(RandomGenerator random) {
        long version4 = (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
        long variant2 = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new PeerId(new UUID(version4, variant2));
    }

    /** Reads a UUID in its usual form. @throws IllegalArgumentException when it is not one */
    public static PeerId parse(String text) {
        if (text.length() != TEXT_LENGTH) { // UUID.fromString also takes "1-1-1-1-1"
            throw new IllegalArgumentException("a peer's id is a UUID of " + TEXT_LENGTH + " characters");
        }
        return new PeerId(UUID.fromString(text));
    }

    @Override
    public int compareTo(PeerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
