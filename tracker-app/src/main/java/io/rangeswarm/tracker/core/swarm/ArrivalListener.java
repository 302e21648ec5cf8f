package io.rangeswarm.tracker.core.swarm;

/** Is told of peers that have registered. Returns at once. */
public interface ArrivalListener {

    /**
     * A peer has registered.
     *
     * @param proof the secret by which it can show that the endpoint is its own
     */
    void arrived(PeerId peer, Endpoint endpoint, String proof);
}
