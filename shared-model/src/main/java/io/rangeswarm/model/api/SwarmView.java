package io.rangeswarm.model.api;

import io.rangeswarm.model.content.ChunkSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The swarm of one file for people to look at. Rates are bytes per second; they are estimates, from what was seen since
 * somebody looks, and left out while not known.
 *
 * @param peers seeds, then leeches, at most 1,000 and at most 1 MiB of bitfields: {@code file} counts them all
 * @param fetchedPerSecond the shown peers together, lately
 * @param past since somebody looks, the oldest first, at most 300
 * @param pollAfterMillis a look sooner than this shows the same
 */
public record SwarmView(
        FileView file,
        List<SwarmPeer> peers,
        double fetchedPerSecond,
        Forecast forecast,
        List<Moment> past,
        long pollAfterMillis) {

    public SwarmView {
        peers = List.copyOf(peers);
        past = List.copyOf(past);
    }

    /**
     * A peer that shares the file.
     *
     * @param held count of chunks
     * @param bitfield of the chunks, in base64; left out when it holds all
     * @param leaseSecondsLeft until its holdings stop counting, unless it calls again
     * @param fetchesPerSecond of this file, lately, by the chunks it registers
     * @param sendsPerSecond of all its files, between its last two heartbeats
     * @param uploadedBytes of all its files, as its last heartbeat said; likewise downloadedBytes
     */
    public record SwarmPeer(
            String peerId,
            String endpoint,
            @Nullable String name,
            @Nullable String zone,
            int held,
            @Nullable String bitfield,
            long leaseSecondsLeft,
            @Nullable Double fetchesPerSecond,
            @Nullable Double sendsPerSecond,
            long uploadedBytes,
            long downloadedBytes) {

        /** The bitfield of {@code chunks}; null for all chunks. */
        public static @Nullable String bitfield(ChunkSet chunks) {
            return chunks.isComplete() ? null : Bitfields.encoded(chunks);
        }
    }

    /**
     * When it will be done.
     *
     * @param lastDoneSeconds until the last of the moving leeches is done at the rates of now
     * @param lastPeerId which one that is
     * @param standing count of leeches that fetched nothing lately
     * @param boundSeconds the fluid bound: the last could be done so soon, by the highest rates seen
     * @param bottleneck what the bound is made of: {@code SEED_UPLINK}, {@code SLOWEST_DOWNLINK} or {@code SWARM_UPLINK}
     */
    public record Forecast(
            @Nullable Double lastDoneSeconds,
            @Nullable String lastPeerId,
            long standing,
            @Nullable Double boundSeconds,
            @Nullable String bottleneck) {}

    /** The shown peers together, so many seconds ago; {@code leeches} counts all. */
    public record Moment(double secondsAgo, double fetchedPerSecond, long heldBytes, long leeches) {}
}
