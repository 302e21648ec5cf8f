package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.core.swarm.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call that ends with a problem of its own type; becomes exactly that problem. */
final class RefusedCall extends RuntimeException {

    /** When it is worth asking for a seed again. */
    private static final Duration SEED_WAIT = Duration.ofSeconds(10);

    private final ProblemType type;
    private final @Nullable Duration retryAfter;

    RefusedCall(ProblemType type, String detail) {
        this(type, detail, null);
    }

    private RefusedCall(ProblemType type, String detail, @Nullable Duration retryAfter) {
        super(detail);
        this.type = type;
        this.retryAfter = retryAfter;
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
        if (refusal instanceof Refusal.Overloaded overloaded) {
            return new RefusedCall(
                    ProblemType.UNAVAILABLE,
                    "more calls wait than the tracker lets wait; try again",
                    overloaded.retryAfter());
        }
        if (refusal instanceof Refusal.TooManyFromOneAddress tooMany) {
            return new RefusedCall(
                    ProblemType.TOO_MANY_REQUESTS,
                    "more peers have lately registered from this address than may; try again later",
                    tooMany.retryAfter());
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

    /** Not a 404, on which aria2 gives a source up for good, and a cache would remember it: a seed may be here soon. */
    static RefusedCall noSeed(FileId id) {
        return new RefusedCall(
                ProblemType.UNAVAILABLE,
                "no live peer holds all of file " + id + " now; 'rangeswarm get' can put it together from several",
                SEED_WAIT);
    }

    static RefusedCall unauthorized(String detail) {
        return new RefusedCall(ProblemType.UNAUTHORIZED, detail);
    }

    ProblemType type() {
        return type;
    }

    /** When it is worth trying again; null where trying again is no use. */
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
