package io.rangeswarm.peer.core.holding;

import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.FileId;
import java.util.List;

/** The other peers of a swarm that this one has heard of, to be told to whoever asks while the tracker is away. */
public interface KnownPeers {

    /** As last heard, the freshest first; empty when none is known. */
    List<Location> of(FileId fileId);
}
