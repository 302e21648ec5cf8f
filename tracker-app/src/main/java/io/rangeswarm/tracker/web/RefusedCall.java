package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.tracker.core.swarm.Refusal;

/** A call that ends with a problem of its own type; becomes exactly that problem. */
final class RefusedCall extends RuntimeException {

    private final ProblemType type;

    RefusedCall(ProblemType type, String detail) {
        super(detail);
        this.type = type;
    }

    static RuntimeException of(Refusal refusal) {
        if (refusal instanceof Refusal.UnknownPeer unknown) {
            return unknownPeer(unknown.peerId().toString());
        }
        if (refusal instanceof Refusal.WrongToken) {
            return unauthorized("the token is not the one that this peer got when it registered");
        }
        if (refusal instanceof Refusal.FileNotShared notShared) {
            return new RefusedCall(
                    ProblemType.UNKNOWN_FILE,
                    "this peer has not registered file " + notShared.fileId() + "; register the file first");
        }
        Refusal.NoSuchChunk noSuchChunk = (Refusal.NoSuchChunk) refusal;
        return new InvalidRequest(
                "chunks",
                "chunks: there is no chunk " + noSuchChunk.index() + " in a file of " + noSuchChunk.count()
                        + " chunks; nothing was registered");
    }

    static RefusedCall unknownPeer(String id) {
        return new RefusedCall(
                ProblemType.UNKNOWN_PEER, "peer " + id + " is not known, or its lease has run out; register again");
    }

    static RefusedCall unknownFile(String id) {
        return new RefusedCall(ProblemType.UNKNOWN_FILE, "no live peer shares file " + id);
    }

    static RefusedCall unauthorized(String detail) {
        return new RefusedCall(ProblemType.UNAUTHORIZED, detail);
    }

    ProblemType type() {
        return type;
    }
}
