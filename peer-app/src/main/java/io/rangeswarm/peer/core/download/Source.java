package io.rangeswarm.peer.core.download;

import io.rangeswarm.peer.core.pick.ChunkBits;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What is known of one source. Not safe for many threads: {@link ChunkScheduler} guards it. */
final class Source {

    /** Whether it takes part in exchanges of news. */
    enum Exchanging {
        UNKNOWN,
        YES,
        NO
    }

    final PeerEndpoint endpoint;
    final SourceHealth health;
    final ChunkBits held;

    /** Whether its chunks count as copies: not those of one that had all when it was first heard of, as every chunk has it. */
    final boolean counted;

    /** Where it stands among the useful ones, -1 when it has no open chunk. */
    int usefulAt = -1;

    /** Whether it is listed among the seeds: it holds every chunk and is not banned. */
    boolean countsAsSeed;

    /** Its place among the neighbours, see {@link Neighbourhood}. */
    boolean isNeighbour;

    @Nullable
    Source neighbourBefore;

    @Nullable
    Source neighbourAfter;

    Exchanging exchanging = Exchanging.UNKNOWN;
    boolean exchangePlanned;
    boolean exchangeUnderWay;
    int exchangesFailed; // in a row
    long heardAt;
    long askedAt;
    long answeredAt;

    /** Chunks it would like to be asked for, the most welcome first. */
    final Deque<Integer> offers = new ArrayDeque<>(0);

    long offersPause;
    long offersNotBefore;

    final SourceQueue queue = new SourceQueue();

    Source(PeerEndpoint endpoint, SourceHealth health, int chunkCount, boolean counted) {
        this.endpoint = endpoint;
        this.health = health;
        this.held = new ChunkBits(chunkCount);
        this.counted = counted;
    }

    boolean isSeed() {
        return held.isComplete();
    }

    /** Whether nothing is under way between it and this peer, so that it can be forgotten. */
    boolean isIdle() {
        return health.inFlight() == 0 && !exchangeUnderWay;
    }

    /**
     * Whether it said, or will say once it has been asked, which chunks it would like to be asked for. Who starts knows
     * several seeds at once and asks one after the other: the rest must not be taken for such as offer nothing, or all
     * who start together ask them for the file's first chunks.
     */
    boolean givesOffers() {
        return isSeed() && (exchanging == Exchanging.YES || (exchanging == Exchanging.UNKNOWN && exchangePlanned));
    }
}
