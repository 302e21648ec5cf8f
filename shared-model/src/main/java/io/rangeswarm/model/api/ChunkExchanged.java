package io.rangeswarm.model.api;

import io.rangeswarm.model.content.ChunkLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a peer answers to a {@link ChunkExchange}.
 *
 * @param of count of the file's chunks
 * @param self what it holds; {@code peerId} and {@code endpoint} are missing
 * @param peers others that it was lately in touch with, those that hold nothing yet included, at most 50; null for none
 * @param offers indexes of chunks that it would like the asker to take from it, at most 64; null for none
 * @param queuedBytes what its uploads have yet to send, in bytes; null when it does not say
 */
public record ChunkExchanged(
        int of,
        Location self,
        @Nullable List<Location> peers,
        @Nullable List<Integer> offers,
        @Nullable Long queuedBytes) {

    /** @throws IllegalArgumentException that names the field which is missing or out of its bounds */
    public ChunkExchanged {
        require(of >= 0 && of <= ChunkLayout.CHUNK_COUNT_MAX, "of: a file has 0 to 65536 chunks");
        require(self != null, "self: is missing");
        require(peers == null || peers.size() <= ChunkExchange.PEERS_MAX, "peers: at most 50");
        require(offers == null || offers.size() <= ChunkExchange.OFFERS_MAX, "offers: at most 64");
        require(queuedBytes == null || queuedBytes >= 0, "queuedBytes: must be 0 or more");
        peers = peers == null ? List.of() : List.copyOf(peers);
        offers = offers == null ? List.of() : List.copyOf(offers);
        for (int index : offers) {
            require(index >= 0 && index < of, "offers: there is no such chunk");
        }
    }

    /** Never null. */
    @Override
    public List<Location> peers() {
        return peers == null ? List.of() : peers;
    }

    /** Never null. */
    @Override
    public List<Integer> offers() {
        return offers == null ? List.of() : offers;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
