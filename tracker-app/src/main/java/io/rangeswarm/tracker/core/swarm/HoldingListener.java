package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;

/**
 * Is told of changes after they were committed and can be read, in their order, by the thread that made them: so it must
 * return quickly and throw nothing.
 */
public interface HoldingListener {

    /** The peer, which held some of the file's chunks and not all, has more of them now, and still not all. */
    void chunksHeld(PeerId peer, FileId file, ChunkSet held);

    /** Others hold some of the file, or all of it, than did before. */
    void holdersChanged(FileId file);

    /** The peer is elsewhere now, or holds nothing any more. */
    void peerChanged(PeerId peer);
}
