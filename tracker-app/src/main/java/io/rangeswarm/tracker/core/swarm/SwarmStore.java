package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.catalog.Page;
import io.rangeswarm.tracker.core.catalog.PageSlice;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where peers and their holdings are kept. Safe for many threads. Whatever is read "at {@code now}" leaves out peers
 * whose lease does not run past it.
 */
public interface SwarmStore {

    /**
     * Runs {@code work} in one transaction: all of its changes are kept, or none when it throws. They are durable when
     * this returns. The work may be run again when it met another one half-way, so it must have no other effects.
     */
    <T> T change(Function<Changes, T> work);

    /** How many transactions the store runs at once without loss: 1 where they would only wait for each other. */
    default int writers() {
        return 1;
    }

    /** What this store has put off. */
    default Backlog backlog() {
        return Backlog.NONE;
    }

    /**
     * From now on tells the listener what is committed here.
     *
     * @return whether that is all that changes; false where others write the database too, and then nothing may be told
     */
    default boolean tell(HoldingListener listener) {
        return false;
    }

    Optional<Peer> findPeer(PeerId id, Instant now);

    /** The live peers, by id. */
    Page<Peer> peers(PageSlice slice, Instant now);

    /** The live peer with this token, if any. */
    Optional<TokenHolder> findByToken(Sha256 tokenHash, Instant now);

    /**
     * Live peers that hold something of the file, in the file's own fixed but arbitrary order of peers: from the place
     * {@code from} onwards, wrapping around, at most {@code limit}. So a random place gives a random sample at a cost
     * that does not grow with the swarm.
     */
    List<Source> sources(FileId fileId, Part part, int from, int limit, Instant now);

    /** Hands over every live peer that holds some but not all chunks of the file. */
    void forEachPartial(FileId fileId, Instant now, Consumer<Source> consumer);

    /** Live peers that hold all of the file, at most {@code limit}; always the same ones while they stay. */
    List<Holder> seedHolders(FileId fileId, int limit, Instant now);

    /** Likewise those that share it and hold less, or nothing yet; those with nothing come first. */
    List<Holder> leechHolders(FileId fileId, int limit, Instant now);

    /** Count of live peers that hold all of the file. */
    long seeds(FileId fileId, Instant now);

    /** Removes peers whose lease does not run past {@code now}, with all they hold. */
    List<PeerId> removeExpired(Instant now);

    /** Removes files that nobody holds. @return count of files */
    int removeUnheldFiles();

    /**
     * Lets what was changed before outlive a loss of power, where a change that is durable only outlives its process. To be called
     * again and again; changes do not wait for it.
     */
    default void forceToDisk() {}

    /** Lets no lease that runs at {@code now} end before {@code leaseUntil}. */
    void extendLeases(Instant now, Instant leaseUntil);

    /** How much of a file a source holds. */
    enum Part {
        WHOLE,
        SOME
    }

    /** Who has a token, where it is, and until when its lease runs. */
    record TokenHolder(PeerId id, @Nullable String zone, Instant leaseUntil) {}

    /** Whether a lease was renewed, and if not, why. */
    enum Renewal {
        RENEWED,
        UNKNOWN_PEER,
        WRONG_TOKEN
    }

    /** What a transaction can do. */
    interface Changes {

        void addPeer(PeerId id, Sha256 tokenHash, PeerProfile profile, Instant leaseUntil);

        /**
         * Renews the lease of the peer if it is live at {@code now} and has this token: until {@code leaseUntil}, or as long
         * as was {@link #promiseLease promised}. From then on until the end of
         * the transaction no other one changes this peer or what it holds.
         *
         * @param transferred null to leave the counters as they are
         */
        Renewal renew(PeerId id, Sha256 tokenHash, Instant now, Instant leaseUntil, @Nullable Transferred transferred);

        void updateProfile(PeerId id, PeerProfile profile);

        /** From now on a renewal of this peer's lease, by whomever, makes it at least so long. Zero takes that back. */
        void promiseLease(PeerId id, Duration lease);

        /** Removes a peer with all it holds. */
        void removePeer(PeerId id);

        /** Removes all that a peer holds. */
        void removeHoldings(PeerId id);

        /** Removes one of the things that a peer holds. @return whether the peer shared the file */
        boolean removeHolding(PeerId id, FileId fileId);

        /** Sets which chunks the peer holds of each file, and adds the files' names to those it knows of them. */
        void putHoldings(PeerId id, Collection<SharedFile> files);

        /** What the peer holds of the file; empty when it does not share it. */
        Optional<ChunkSet> holding(PeerId id, FileId fileId);

        /** Sets what the peer holds of a file that it shares. */
        void updateHolding(PeerId id, FileId fileId, ChunkSet held);
    }
}
