package io.rangeswarm.peer.core.store;

import io.rangeswarm.model.content.Sha256;

/** What became of a chunk that was written. */
public sealed interface WriteOutcome {

    /** The bytes match the manifest, and the chunk is held from now on. */
    record Verified() implements WriteOutcome {}

    /** Another writer had finished the chunk before; these bytes were not needed. */
    record AlreadyHeld() implements WriteOutcome {}

    /** The bytes are of the right length but not the ones the manifest names. */
    record HashMismatch(Sha256 expected, Sha256 actual) implements WriteOutcome {}

    /** Fewer or more bytes came than the chunk has. */
    record WrongLength(int expected, long received) implements WriteOutcome {}
}
