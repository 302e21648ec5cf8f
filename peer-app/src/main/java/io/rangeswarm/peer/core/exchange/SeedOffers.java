package io.rangeswarm.peer.core.exchange;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.offer.ChunkOffers;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The offers of each file that is held whole. Bounded; guarded by this, each file's by itself. */
public final class SeedOffers implements OfferDesk {

    /** The most files of which offers are remembered: one takes up to 256 KiB. The one asked for longest ago goes. */
    private static final int FILES_MAX = 64;

    private final Supplier<RandomGenerator> random;
    private final LongSupplier queuedBytes;
    private final Map<FileId, ChunkOffers> byFile = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Offers nothing yet.
     *
     * @param random makes a generator for each file
     * @param queuedBytes what the uploads have yet to send, in bytes; returns quickly
     */
    public SeedOffers(Supplier<RandomGenerator> random, LongSupplier queuedBytes) {
        this.random = random;
        this.queuedBytes = queuedBytes;
    }

    @Override
    public List<Integer> offer(FileId fileId, String asker, ChunkSet held, ChunkSet wanted, int most, Instant now) {
        return offersOf(fileId, wanted.count()).offer(asker, held, wanted, most, now);
    }

    private synchronized ChunkOffers offersOf(FileId fileId, int chunkCount) {
        ChunkOffers offers =
                byFile.computeIfAbsent(fileId, unknown -> new ChunkOffers(chunkCount, random.get(), queuedBytes));
        if (byFile.size() > FILES_MAX) {
            byFile.remove(byFile.keySet().iterator().next());
        }
        return offers;
    }
}
