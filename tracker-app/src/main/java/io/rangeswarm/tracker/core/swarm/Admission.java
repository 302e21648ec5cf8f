package io.rangeswarm.tracker.core.swarm;

/** How a peer was let in: what it needs to know for its later calls. */
public record Admission(PeerId id, PeerToken token, Kind kind) {

    /** Whether the tracker knew the peer. */
    public enum Kind {
        NEW,
        /** The same peer again, with the same id and token; it has to register all its files again. */
        RETURNED
    }
}
