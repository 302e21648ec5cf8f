package io.rangeswarm.peer.core.download;

import io.rangeswarm.peer.core.store.PartFile;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * Whether the whole-file hash keeps pace with chunks that come in file order. Where it does not, receiving has to wait for it: with
 * every core busy receiving it would be left all to do at the end, alone; and what comes too far ahead of it leaves memory
 * before its turn and is read back. For one thread.
 */
final class HashPace {

    /** What a request for neighbouring chunks is thought to bring: all of it should still find the hash near. */
    private static final int REQUEST_BYTES = 4 << 20;

    /** Of chunks that are bigger than a request should be nothing is kept in memory, so the hash may be further behind. */
    private static final long UNHASHED_BYTES_MAX = 32 << 20;

    /** When the hash has waited so long for a chunk of a slow source, the other sources do not wait with it. */
    private static final Duration STUCK = Duration.ofMillis(100);

    private final PartFile part;
    private final int chunkSize;
    private final int last;
    private long hashedBytes;
    private Instant movedAt = Instant.MIN;

    /** @param part of a download whose chunks come in order */
    HashPace(PartFile part) {
        this.part = part;
        this.chunkSize = part.manifest().layout().chunkSize();
        this.last = part.manifest().layout().chunkCount() - 1;
    }

    /**
     * Whether what is received should wait for what is hashed.
     *
     * @param next the chunk that a request would begin with, none when there is nothing to ask for
     */
    boolean isBehind(OptionalInt next, Instant now) {
        if (chunkSize > REQUEST_BYTES) {
            return part.unhashedPrefixBytes() > UNHASHED_BYTES_MAX;
        }
        return next.isPresent()
                && !part.wantsBytesOf(Math.min(last, next.getAsInt() + REQUEST_BYTES / chunkSize - 1))
                && !isStuck(now);
    }

    private boolean isStuck(Instant now) {
        long hashed = part.hashedBytes();
        if (hashed != hashedBytes || movedAt.equals(Instant.MIN)) {
            hashedBytes = hashed;
            movedAt = now;
        }
        return part.unhashedPrefixBytes() == 0 && now.isAfter(movedAt.plus(STUCK));
    }
}
