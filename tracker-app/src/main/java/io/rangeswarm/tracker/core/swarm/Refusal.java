package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.FileId;
import java.time.Duration;

/** Why the tracker did not do what a caller asked; nothing was changed. */
public sealed interface Refusal {

    /** There is no such peer, or its lease has run out: it registers again. */
    record UnknownPeer(PeerId peerId) implements Refusal {}

    /** The caller's token is not the peer's. */
    record WrongToken(PeerId peerId) implements Refusal {}

    /** This peer has not registered the file. */
    record FileNotShared(PeerId peerId, FileId fileId) implements Refusal {}

    /** The file has {@code count} chunks, and none with this index. */
    record NoSuchChunk(int index, int count) implements Refusal {}

    /** More calls wait than the tracker lets wait; it is worth asking again after {@code retryAfter}. */
    record Overloaded(Duration retryAfter) implements Refusal {}

    /** More peers have lately registered from the caller's address than may. */
    record TooManyFromOneAddress(Duration retryAfter) implements Refusal {}
}
