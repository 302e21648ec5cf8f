package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.catalog.Catalog;
import io.rangeswarm.tracker.core.catalog.CopyCounts;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Part;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Who is told of whom. Safe for many threads if the random generator is. */
public final class Sources {

    /** The most holders named for one chunk. */
    public static final int HOLDERS_NAMED_MAX = 10;

    private final SwarmStore store;
    private final Catalog catalog;
    private final Clock clock;
    private final RandomGenerator random;
    private final SwarmSnapshots snapshots;
    private final Predicate<PeerId> isHandedOut;

    /** Who tells of all peers. */
    public Sources(SwarmStore store, Catalog catalog, Clock clock, RandomGenerator random) {
        this(store, catalog, clock, random, peer -> true);
    }

    /** @param isHandedOut whether others are to be told of a peer; asked often, by many threads */
    public Sources(
            SwarmStore store, Catalog catalog, Clock clock, RandomGenerator random, Predicate<PeerId> isHandedOut) {
        this.store = store;
        this.isHandedOut = isHandedOut;
        this.catalog = catalog;
        this.clock = clock;
        this.random = random;
        this.snapshots = new SwarmSnapshots(store, catalog, clock, random, isHandedOut);
    }

    /**
     * Peers from which chunks of a file can be had, as they were at most a moment ago, by id so that an unchanged answer
     * looks unchanged. A swarm of more than {@code limit} peers gives another random sample each time, half of it seeds and
     * half leeches while there are enough of both: with seeds alone everybody would ask the few, with leeches alone rare
     * chunks would stay rare.
     *
     * @param limit count of peers, 1 or more
     * @return empty when no live peer shares the file
     */
    public Optional<List<SeenSource>> of(FileId fileId, int limit, Asker asker) {
        return snapshots.of(fileId).map(swarm -> swarm.sample(limit, asker, random));
    }

    /** As {@link #of} where nobody has to be asked for it; empty where that is not so. */
    public Optional<List<SeenSource>> seen(FileId fileId, int limit, Asker asker) {
        return snapshots.seen(fileId).map(swarm -> swarm.sample(limit, asker, random));
    }

    /**
     * Peers that hold all of a file, as they were at most a moment ago, in another order each time, so that clients that
     * ask the first spread over all of them.
     *
     * @param limit count of peers, 1 or more
     * @return empty when no live peer shares the file; an empty list when none holds all of it
     */
    public Optional<List<Source>> seeds(FileId fileId, int limit) {
        return snapshots.of(fileId).map(swarm -> swarm.seeds(limit, random));
    }

    /** How many chunks the file has; empty when no live peer shares it. */
    public Optional<Integer> chunkCount(FileId fileId) {
        return snapshots.of(fileId).map(SwarmSnapshot::chunkCount);
    }

    /**
     * One chunk and who holds it.
     *
     * @param holders count of live peers that hold it
     * @param named the endpoints of at most {@link #HOLDERS_NAMED_MAX} of them
     */
    public record HeldChunk(int index, ByteRange range, Sha256 hash, long holders, List<Endpoint> named) {}

    /** A run of a file's chunks. */
    public record HeldChunks(ChunkLayout layout, List<HeldChunk> chunks) {}

    /**
     * The chunks {@code from} onwards, at most {@code limit}, and who holds them.
     *
     * @return empty when no live peer shares the file
     */
    public Optional<HeldChunks> chunks(FileId fileId, int from, int limit) {
        Instant now = clock.instant();
        return catalog.manifest(fileId, now).map(manifest -> {
            int end = (int) Math.min(manifest.layout().chunkCount(), (long) from + limit);
            List<Endpoint> seeds = store.sources(fileId, Part.WHOLE, random.nextInt(), HOLDERS_NAMED_MAX, now).stream()
                    .filter(source -> isHandedOut.test(source.peerId()))
                    .map(Source::endpoint)
                    .toList();
            CopyCounts copies = new CopyCounts(manifest.layout().chunkCount(), store.seeds(fileId, now));
            Map<Integer, List<Endpoint>> named = new TreeMap<>();
            for (int index = from; index < end; index++) {
                named.put(index, new ArrayList<>(seeds));
            }
            store.forEachPartial(fileId, now, source -> {
                copies.add(source.held());
                named.forEach((index, holders) -> nameIfRoom(holders, source, index));
            });
            return heldChunks(manifest, copies, named);
        });
    }

    private void nameIfRoom(List<Endpoint> holders, Source source, int index) {
        boolean hasRoom = holders.size() < HOLDERS_NAMED_MAX && isHandedOut.test(source.peerId());
        if (hasRoom && source.held().contains(index)) {
            holders.add(source.endpoint());
        }
    }

    private static HeldChunks heldChunks(Manifest manifest, CopyCounts copies, Map<Integer, List<Endpoint>> named) {
        List<HeldChunk> chunks = new ArrayList<>(named.size());
        named.forEach((index, holders) -> chunks.add(new HeldChunk(
                index, manifest.layout().rangeOf(index), manifest.chunkHash(index), copies.of(index), holders)));
        return new HeldChunks(manifest.layout(), chunks);
    }
}
