package io.rangeswarm.tracker.core.swarm;

/** Is told what happened in the swarm, after it was made durable; must return quickly and throw nothing. */
public interface SwarmEvents {

    void peerRegistered();

    void peerLeft();

    /** {@code count} leases ran out, 1 or more. */
    void peersExpired(int count);

    /** A peer registered a batch of {@code count} files. */
    void filesRegistered(int count);

    /** A peer came to hold {@code count} chunks that it did not hold before. */
    void chunksRegistered(int count);

    /** Somebody asked for the sources of a file. */
    void locationsAsked();
}
