package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.catalog.Catalog;
import io.rangeswarm.tracker.core.catalog.CopyCounts;
import io.rangeswarm.tracker.core.catalog.FileOrder;
import io.rangeswarm.tracker.core.catalog.FileQuery;
import io.rangeswarm.tracker.core.catalog.LeechProgress;
import io.rangeswarm.tracker.core.catalog.ListedFile;
import io.rangeswarm.tracker.core.catalog.Page;
import io.rangeswarm.tracker.core.catalog.PageSlice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ports in memory, for tests of the core; held to the same contract as the database. Guarded by this. */
public final class MemorySwarm implements SwarmStore, Catalog, ChangeQueue {

    private record Entry(
            Sha256 tokenHash, PeerProfile profile, Instant leaseUntil, Duration promised, Transferred transferred) {

        Entry until(Instant now, Instant until) {
            Instant kept = now.plus(promised).isAfter(until) ? now.plus(promised) : until;
            return new Entry(tokenHash, profile, kept, promised, transferred);
        }
    }

    private record Holding(ChunkSet held, TreeSet<String> names) {}

    private record Held(PeerId peer, FileId file) {}

    private final TreeMap<PeerId, Entry> peers = new TreeMap<>();
    private final Map<FileId, Manifest> files = new HashMap<>();
    private final Map<FileId, String> labels = new HashMap<>();
    private final Map<Held, Holding> holdings = new HashMap<>();
    private final Changes changes = new MemoryChanges();

    @Override
    public synchronized <T> T change(Function<Changes, T> work) {
        Map<PeerId, Entry> peersBefore = new HashMap<>(peers);
        Map<Held, Holding> holdingsBefore = new HashMap<>(holdings);
        try {
            return work.apply(changes);
        } catch (RuntimeException rolledBack) {
            peers.clear();
            peers.putAll(peersBefore);
            holdings.clear();
            holdings.putAll(holdingsBefore);
            throw rolledBack;
        }
    }

    /** Each change alone, at once. */
    @Override
    public <T> CompletableFuture<Answer<T>> submit(PeerId peer, Function<Changes, Answer<T>> work) {
        try {
            return CompletableFuture.completedFuture(change(work));
        } catch (RuntimeException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    private static <K, V> V known(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key));
    }

    private boolean live(PeerId id, Instant now) {
        Entry entry = peers.get(id);
        return entry != null && entry.leaseUntil().isAfter(now);
    }

    private Stream<Map.Entry<Held, Holding>> holders(FileId fileId, Instant now) {
        return holdings.entrySet().stream()
                .filter(entry -> entry.getKey().file().equals(fileId)
                        && live(entry.getKey().peer(), now));
    }

    @Override
    public synchronized Optional<Peer> findPeer(PeerId id, Instant now) {
        return live(id, now) ? Optional.of(peer(id)) : Optional.empty();
    }

    private Peer peer(PeerId id) {
        Entry entry = known(peers, id);
        return new Peer(
                id,
                entry.profile(),
                entry.leaseUntil(),
                filesOf(id, Integer.MAX_VALUE).size(),
                entry.transferred());
    }

    @Override
    public synchronized Page<Peer> peers(PageSlice slice, Instant now) {
        List<Peer> all = peers.keySet().stream()
                .filter(id -> live(id, now))
                .map(this::peer)
                .toList();
        return page(all, slice);
    }

    private static <T> Page<T> page(List<T> all, PageSlice slice) {
        return new Page<>(all.stream().skip(slice.offset()).limit(slice.size()).toList(), slice, all.size());
    }

    @Override
    public synchronized Optional<TokenHolder> findByToken(Sha256 tokenHash, Instant now) {
        return peers.entrySet().stream()
                .filter(entry -> entry.getValue().tokenHash().equals(tokenHash) && live(entry.getKey(), now))
                .map(entry -> new TokenHolder(
                        entry.getKey(),
                        entry.getValue().profile().zone(),
                        entry.getValue().leaseUntil()))
                .findFirst();
    }

    private List<FileId> filesOf(PeerId id, int limit) {
        return holdings.keySet().stream()
                .filter(held -> held.peer().equals(id))
                .map(Held::file)
                .sorted(Comparator.comparing(FileId::hex))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<Source> sources(FileId fileId, Part part, int from, int limit, Instant now) {
        List<Source> ring = holders(fileId, now)
                .filter(entry -> part == Part.WHOLE
                        ? entry.getValue().held().isComplete()
                        : isPartial(entry.getValue().held()))
                .map(this::source)
                .sorted(Comparator.comparing(Source::peerId))
                .toList();
        if (ring.isEmpty()) {
            return ring;
        }
        int start = Math.floorMod(from, ring.size());
        List<Source> turned = new ArrayList<>(ring.subList(start, ring.size()));
        turned.addAll(ring.subList(0, start));
        return turned.stream().limit(limit).toList();
    }

    private static boolean isPartial(ChunkSet held) {
        return !held.isComplete() && !held.isEmpty();
    }

    private Source source(Map.Entry<Held, Holding> entry) {
        PeerId id = entry.getKey().peer();
        PeerProfile profile = known(peers, id).profile();
        return new Source(
                id, profile.endpoint(), profile.zone(), entry.getValue().held());
    }

    @Override
    public synchronized void forEachPartial(FileId fileId, Instant now, Consumer<Source> consumer) {
        sources(fileId, Part.SOME, 0, Integer.MAX_VALUE, now).forEach(consumer);
    }

    @Override
    public synchronized List<Holder> seedHolders(FileId fileId, int limit, Instant now) {
        return holdersBy(fileId, limit, now, ChunkSet::isComplete);
    }

    @Override
    public synchronized List<Holder> leechHolders(FileId fileId, int limit, Instant now) {
        return holdersBy(fileId, limit, now, held -> !held.isComplete());
    }

    private List<Holder> holdersBy(FileId fileId, int limit, Instant now, Predicate<ChunkSet> which) {
        return holders(fileId, now)
                .filter(entry -> which.test(entry.getValue().held()))
                .map(this::holder)
                .sorted(Comparator.comparing((Holder holder) -> !holder.held().isEmpty())
                        .thenComparing(Holder::peerId))
                .limit(limit)
                .toList();
    }

    private Holder holder(Map.Entry<Held, Holding> entry) {
        PeerId id = entry.getKey().peer();
        Entry peer = known(peers, id);
        return new Holder(
                id,
                peer.profile(),
                peer.leaseUntil(),
                peer.transferred(),
                entry.getValue().held());
    }

    @Override
    public synchronized long seeds(FileId fileId, Instant now) {
        return sources(fileId, Part.WHOLE, 0, Integer.MAX_VALUE, now).size();
    }

    @Override
    public synchronized List<PeerId> removeExpired(Instant now) {
        List<PeerId> expired =
                peers.keySet().stream().filter(id -> !live(id, now)).toList();
        expired.forEach(changes::removePeer);
        return expired;
    }

    @Override
    public synchronized int removeUnheldFiles() {
        int before = files.size();
        files.keySet()
                .removeIf(id ->
                        holdings.keySet().stream().noneMatch(held -> held.file().equals(id)));
        return before - files.size();
    }

    @Override
    public synchronized void extendLeases(Instant now, Instant leaseUntil) {
        peers.replaceAll((id, entry) -> entry.leaseUntil().isAfter(now)
                        && entry.leaseUntil()
                                .isBefore(entry.until(now, leaseUntil).leaseUntil())
                ? entry.until(now, leaseUntil)
                : entry);
    }

    @Override
    public synchronized Page<ListedFile> list(FileQuery query, Instant now) {
        Comparator<ListedFile> order = comparator(query.order().key());
        List<ListedFile> all = files.keySet().stream()
                .flatMap(id -> find(id, now).stream())
                .filter(file -> query.sha256() == null || query.sha256().equals(file.globalHash()))
                .filter(file -> matches(file, query.nameContains()))
                .sorted(query.order().direction() == FileOrder.Direction.ASCENDING ? order : order.reversed())
                .toList();
        return page(all, query.slice());
    }

    private static boolean matches(ListedFile file, @Nullable String part) {
        return part == null
                || file.names().stream()
                        .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)));
    }

    private Comparator<ListedFile> comparator(FileOrder.Key key) {
        Comparator<ListedFile> byId = Comparator.comparing(file -> file.id().hex());
        Comparator<ListedFile> byKey = switch (key) {
            case NAME -> Comparator.comparing(file -> labels.getOrDefault(file.id(), ""));
            case LENGTH -> Comparator.comparingLong(file -> file.layout().length());
            case SEEDS, AVAILABILITY -> Comparator.comparingLong(ListedFile::seeds);
            case LEECHES -> Comparator.comparingLong(ListedFile::leeches);
        };
        return byKey.thenComparing(byId);
    }

    @Override
    public synchronized Optional<ListedFile> find(FileId id, Instant now) {
        List<Holding> held = holders(id, now).map(Map.Entry::getValue).toList();
        if (held.isEmpty()) {
            return Optional.empty();
        }
        Manifest manifest = known(files, id);
        long seeds =
                held.stream().filter(holding -> holding.held().isComplete()).count();
        CopyCounts copies = new CopyCounts(manifest.layout().chunkCount(), seeds);
        held.stream().map(Holding::held).filter(MemorySwarm::isPartial).forEach(copies::add);
        LeechProgress.Counter progress = new LeechProgress.Counter();
        held.stream()
                .map(Holding::held)
                .filter(chunks -> !chunks.isComplete())
                .forEach(chunks -> progress.add(chunks.size(), chunks.count(), 1));
        return Optional.of(new ListedFile(
                id,
                manifest.layout(),
                manifest.globalHash(),
                held.stream()
                        .flatMap(holding -> holding.names().stream())
                        .distinct()
                        .sorted()
                        .toList(),
                seeds,
                held.size() - seeds,
                copies.lowest(),
                progress.counted()));
    }

    @Override
    public synchronized Optional<ChunkLayout> layout(FileId id, Instant now) {
        return manifest(id, now).map(Manifest::layout);
    }

    @Override
    public synchronized Optional<Manifest> manifest(FileId id, Instant now) {
        return find(id, now).map(file -> files.get(id));
    }

    private final class MemoryChanges implements Changes {

        @Override
        public void addPeer(PeerId id, Sha256 tokenHash, PeerProfile profile, Instant leaseUntil) {
            peers.put(id, new Entry(tokenHash, profile, leaseUntil, Duration.ZERO, new Transferred(0, 0)));
        }

        @Override
        public Renewal renew(
                PeerId id, Sha256 tokenHash, Instant now, Instant leaseUntil, @Nullable Transferred transferred) {
            if (!live(id, now)) {
                return Renewal.UNKNOWN_PEER;
            }
            Entry entry = known(peers, id);
            if (!entry.tokenHash().equals(tokenHash)) {
                return Renewal.WRONG_TOKEN;
            }
            Transferred counters = transferred == null ? entry.transferred() : transferred;
            peers.put(
                    id,
                    new Entry(tokenHash, entry.profile(), leaseUntil, entry.promised(), counters)
                            .until(now, leaseUntil));
            return Renewal.RENEWED;
        }

        @Override
        public void updateProfile(PeerId id, PeerProfile profile) {
            Entry entry = known(peers, id);
            peers.put(
                    id,
                    new Entry(entry.tokenHash(), profile, entry.leaseUntil(), entry.promised(), entry.transferred()));
        }

        @Override
        public void promiseLease(PeerId id, Duration lease) {
            Entry entry = known(peers, id);
            peers.put(
                    id, new Entry(entry.tokenHash(), entry.profile(), entry.leaseUntil(), lease, entry.transferred()));
        }

        @Override
        public void removePeer(PeerId id) {
            peers.remove(id);
            removeHoldings(id);
        }

        @Override
        public void removeHoldings(PeerId id) {
            holdings.keySet().removeIf(held -> held.peer().equals(id));
        }

        @Override
        public boolean removeHolding(PeerId id, FileId fileId) {
            return holdings.remove(new Held(id, fileId)) != null;
        }

        @Override
        public void putHoldings(PeerId id, Collection<SharedFile> batch) {
            Map<FileId, ChunkSet> held = new HashMap<>();
            batch.forEach(file -> held.merge(file.fileId(), file.held(), ChunkSet::union));
            for (SharedFile file : batch) {
                files.putIfAbsent(file.fileId(), file.manifest());
                labels.putIfAbsent(file.fileId(), file.name().value());
                Held key = new Held(id, file.fileId());
                Holding before = holdings.get(key);
                TreeSet<String> names = before == null ? new TreeSet<>() : new TreeSet<>(before.names());
                names.add(file.name().value());
                holdings.put(key, new Holding(known(held, file.fileId()), names));
            }
        }

        @Override
        public Optional<ChunkSet> holding(PeerId id, FileId fileId) {
            return Optional.ofNullable(holdings.get(new Held(id, fileId))).map(Holding::held);
        }

        @Override
        public void updateHolding(PeerId id, FileId fileId, ChunkSet held) {
            holdings.computeIfPresent(new Held(id, fileId), (key, holding) -> new Holding(held, holding.names()));
        }
    }
}
