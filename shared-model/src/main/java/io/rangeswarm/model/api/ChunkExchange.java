package io.rangeswarm.model.api;

import io.rangeswarm.model.content.ChunkSet;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What one peer tells another when it asks it about a file: what it holds itself, {@code complete} or a {@code bitfield}
 * as in {@link Location}, and what it would like to hear.
 *
 * @param port where it serves, 1 to 65535, at the address that it calls from; null when it serves nothing
 * @param lacks the chunks that it would like to be offered, as a bitfield; null for all that it does not hold
 * @param offersWanted how many chunks it would like to be offered, 0 to 64; null for none
 * @param peersWanted of how many other peers it would like to hear, 0 to 50; null for 50
 */
public record ChunkExchange(
        @Nullable Integer port,
        @Nullable Boolean complete,
        @Nullable String bitfield,
        @Nullable String lacks,
        @Nullable Integer offersWanted,
        @Nullable Integer peersWanted) {

    /** The most chunks that are offered at a time. */
    public static final int OFFERS_MAX = 64;

    /** The most peers that are told of at a time. */
    public static final int PEERS_MAX = 50;

    private static final int PORT_MAX = 65_535;

    /** @throws IllegalArgumentException that names the field which is out of its bounds */
    public ChunkExchange {
        requireIn("port", port, 1, PORT_MAX);
        requireIn("offersWanted", offersWanted, 0, OFFERS_MAX);
        requireIn("peersWanted", peersWanted, 0, PEERS_MAX);
        if (Boolean.TRUE.equals(complete) == (bitfield != null)) {
            throw new IllegalArgumentException("bitfield: send either complete:true or a bitfield");
        }
        if (bitfield != null) {
            Bitfields.requireBounded("bitfield", bitfield);
        }
        if (lacks != null) {
            Bitfields.requireBounded("lacks", lacks);
        }
    }

    /**
     * What a peer that holds these chunks sends.
     *
     * @param lacks empty for all that is not held
     */
    public static ChunkExchange of(
            OptionalInt port, ChunkSet held, Optional<ChunkSet> lacks, int offersWanted, int peersWanted) {
        boolean complete = held.isComplete();
        return new ChunkExchange(
                port.isPresent() ? port.getAsInt() : null,
                complete ? true : null,
                complete ? null : Bitfields.encoded(held),
                lacks.map(Bitfields::encoded).orElse(null),
                offersWanted,
                peersWanted);
    }

    /**
     * What the asker holds, of a file of {@code count} chunks.
     *
     * @throws IllegalArgumentException when the bitfield is not that of such a file
     */
    public ChunkSet held(int count) {
        return bitfield == null ? ChunkSet.all(count) : Bitfields.decoded("bitfield", bitfield, count);
    }

    /**
     * What it would like to be offered, never what it says it holds.
     *
     * @throws IllegalArgumentException when a bitfield is not that of a file of {@code count} chunks
     */
    public ChunkSet wanted(int count) {
        ChunkSet wished = lacks == null ? ChunkSet.all(count) : Bitfields.decoded("lacks", lacks, count);
        return wished.minus(held(count));
    }

    private static void requireIn(String field, @Nullable Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            throw new IllegalArgumentException(field + ": must be " + least + " to " + most + ", not " + value);
        }
    }
}
