package io.rangeswarm.peer.core.swarm;

import io.rangeswarm.model.api.ChunksRegistered;
import io.rangeswarm.model.api.FilePage;
import io.rangeswarm.model.api.FileRegistration;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.api.FilesRegistered;
import io.rangeswarm.model.api.LeaseRenewal;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.api.Locations;
import io.rangeswarm.model.api.PeerRegistered;
import io.rangeswarm.model.api.PeerRegistration;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** A tracker in memory that can be down, refuse everything, or forget all it knew. Guarded by this. */
public class FakeTracker implements Tracker {

    public static final int LEASE_SECONDS = 30;

    private final PeerEndpoint endpoint = new PeerEndpoint("http://tracker.test:8080");
    private final List<String> calls = new ArrayList<>();
    private final Map<FileId, Manifest> manifests = new LinkedHashMap<>();
    private final Map<FileId, List<Location>> locations = new LinkedHashMap<>();
    private final List<FileView> files = new ArrayList<>();
    private final Map<FileId, ChunkSet> held = new LinkedHashMap<>();
    private final Map<FileId, Set<String>> names = new LinkedHashMap<>();
    private final Map<String, String> tokens = new TreeMap<>();
    private final List<Integer> batchSizes = new ArrayList<>();
    private final List<Integer> batchHashes = new ArrayList<>();
    private final Set<String> rejectedNames = new TreeSet<>();
    private boolean down;
    private Optional<ProblemType> refusal = Optional.empty();
    private int peersEver;
    private int registerAfterMillis;

    // ---- what a test arranges ----

    public synchronized void goDown() {
        down = true;
    }

    public synchronized void comeUp() {
        down = false;
    }

    public synchronized void refuseAll(ProblemType problem) {
        refusal = Optional.of(problem);
    }

    public synchronized void refuseNothing() {
        refusal = Optional.empty();
    }

    public synchronized void askToGatherChunksFor(Duration wait) {
        registerAfterMillis = (int) wait.toMillis();
    }

    public synchronized void reject(String name) {
        rejectedNames.add(name);
    }

    public synchronized void forgetEverything() {
        tokens.clear();
        held.clear();
        names.clear();
    }

    public synchronized void list(Manifest manifest, String... listedNames) {
        manifests.put(manifest.fileId(), manifest);
        files.add(new FileView(
                manifest.fileId().hex(),
                Arrays.asList(listedNames),
                manifest.layout().length(),
                manifest.layout().chunkSize(),
                manifest.layout().chunkCount(),
                manifest.globalHash().hex(),
                1,
                0,
                1,
                null));
    }

    public synchronized void locate(Manifest manifest, Map<PeerEndpoint, ChunkSet> sources) {
        manifests.put(manifest.fileId(), manifest);
        locations.put(
                manifest.fileId(),
                sources.entrySet().stream()
                        .map(source -> Location.of(null, source.getKey().url(), null, source.getValue()))
                        .toList());
    }

    // ---- what a test looks at ----

    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    public synchronized void clearCalls() {
        calls.clear();
    }

    public synchronized Optional<ChunkSet> heldOf(FileId fileId) {
        return Optional.ofNullable(held.get(fileId));
    }

    public synchronized Set<String> namesOf(FileId fileId) {
        return Set.copyOf(names.getOrDefault(fileId, Set.of()));
    }

    public synchronized List<Integer> batchSizes() {
        return List.copyOf(batchSizes);
    }

    public synchronized List<Integer> batchHashes() {
        return List.copyOf(batchHashes);
    }

    public synchronized Set<String> peerIds() {
        return Set.copyOf(tokens.keySet());
    }

    // ---- the tracker ----

    @Override
    public PeerEndpoint endpoint() {
        return endpoint;
    }

    private synchronized <T> Reply<T> reply(String call, Supplier<Reply<T>> answer) {
        calls.add(call);
        if (down) {
            return new Reply.Unreachable<>("the tracker is down");
        }
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        return answer.get();
    }

    private static <T> Reply<T> refused(ProblemType problem) {
        return new Reply.Refused<>(problem.status(), Optional.of(problem), problem.title());
    }

    private <T> Reply<T> replyTo(PeerCredentials self, String call, Supplier<Reply<T>> answer) {
        return reply(call, () -> {
            if (!tokens.containsKey(self.peerId())) {
                return refused(ProblemType.UNKNOWN_PEER);
            }
            return self.token().equals(tokens.get(self.peerId())) ? answer.get() : refused(ProblemType.UNAUTHORIZED);
        });
    }

    @Override
    public Reply<PeerRegistered> register(PeerRegistration self, Optional<PeerCredentials> earlier) {
        return reply("register", () -> {
            Optional<PeerCredentials> known =
                    earlier.filter(peer -> peer.token().equals(tokens.get(peer.peerId())));
            PeerCredentials given = known.orElseGet(() -> {
                peersEver++;
                return new PeerCredentials("peer-" + peersEver, "secret-" + peersEver);
            });
            tokens.put(given.peerId(), given.token());
            held.clear();
            names.clear();
            return new Reply.Answered<>(new PeerRegistered(given.peerId(), given.token(), LEASE_SECONDS, 1000));
        });
    }

    @Override
    public Reply<Boolean> renewLease(PeerCredentials self, LeaseRenewal counters) {
        return replyTo(self, "renewLease", () -> new Reply.Answered<>(true));
    }

    @Override
    public Reply<Boolean> leave(PeerCredentials self) {
        return replyTo(self, "leave", () -> {
            tokens.remove(self.peerId());
            return new Reply.Answered<>(true);
        });
    }

    @Override
    public Reply<FilesRegistered> registerFiles(PeerCredentials self, List<FileRegistration> batch) {
        return replyTo(self, "registerFiles " + batch.size(), () -> {
            batchSizes.add(batch.size());
            batchHashes.add(batch.stream()
                    .mapToInt(file -> Objects.requireNonNull(file.chunkHashes()).size())
                    .sum());
            List<FilesRegistered.Registered> taken = new ArrayList<>();
            List<FilesRegistered.Rejected> rejected = new ArrayList<>();
            for (FileRegistration file : batch) {
                String name = Objects.requireNonNull(file.name());
                if (rejectedNames.contains(name)) {
                    rejected.add(new FilesRegistered.Rejected(name, "not wanted"));
                } else {
                    taken.add(new FilesRegistered.Registered(take(file, name).hex(), name));
                }
            }
            return new Reply.Answered<>(new FilesRegistered(taken, rejected));
        });
    }

    private FileId take(FileRegistration file, String name) {
        ChunkLayout layout = new ChunkLayout(Objects.requireNonNull(file.length()));
        List<Sha256> hashes = new ArrayList<>();
        for (String hash : Objects.requireNonNull(file.chunkHashes())) {
            hashes.add(Sha256.parse(Objects.requireNonNull(hash)));
        }
        FileId id = Manifest.of(layout, Sha256.parse(Objects.requireNonNull(file.sha256())), hashes)
                .fileId();
        String bits = Objects.requireNonNull(file.held());
        held.put(
                id,
                bits.equals(FileRegistration.ALL)
                        ? ChunkSet.all(layout.chunkCount())
                        : ChunkSet.ofBitfield(
                                layout.chunkCount(), Base64.getDecoder().decode(bits)));
        names.computeIfAbsent(id, ignored -> new TreeSet<>()).add(name);
        return id;
    }

    @Override
    public Reply<Boolean> withdrawFile(PeerCredentials self, FileId fileId) {
        return replyTo(self, "withdraw " + fileId.abbreviated(), () -> {
            names.remove(fileId);
            return held.remove(fileId) == null ? refused(ProblemType.UNKNOWN_FILE) : new Reply.Answered<>(true);
        });
    }

    @Override
    public Reply<ChunksRegistered> registerChunks(PeerCredentials self, FileId fileId, List<Integer> chunks) {
        return replyTo(self, "registerChunks " + chunks, () -> {
            ChunkSet before = held.get(fileId);
            if (before == null) {
                return refused(ProblemType.UNKNOWN_FILE);
            }
            ChunkSet now =
                    before.with(chunks.stream().mapToInt(Integer::intValue).toArray());
            held.put(fileId, now);
            return new Reply.Answered<>(new ChunksRegistered(now.size(), now.count(), registerAfterMillis));
        });
    }

    @Override
    public Reply<FilePage> files(String query, int page, int size) {
        return reply(
                "files " + page,
                () -> page(
                        files.stream()
                                .filter(file -> file.names().stream().anyMatch(name -> name.contains(query)))
                                .toList(),
                        page,
                        size));
    }

    @Override
    public Reply<FilePage> filesWithSha256(String sha256) {
        return reply(
                "filesWithSha256",
                () -> page(
                        files.stream()
                                .filter(file -> file.sha256().equals(sha256))
                                .toList(),
                        0,
                        50));
    }

    private static Reply<FilePage> page(List<FileView> all, int page, int size) {
        int from = Math.min(all.size(), page * size);
        int to = Math.min(all.size(), from + size);
        return new Reply.Answered<>(new FilePage(all.subList(from, to), page, size, all.size()));
    }

    @Override
    public Reply<FileView> file(FileId fileId) {
        return reply(
                "file",
                () -> files.stream()
                        .filter(file -> file.fileId().equals(fileId.hex()))
                        .findFirst()
                        .<Reply<FileView>>map(Reply.Answered::new)
                        .orElseGet(() -> refused(ProblemType.UNKNOWN_FILE)));
    }

    @Override
    public Reply<Manifest> manifest(FileId fileId) {
        return reply(
                "manifest",
                () -> Optional.ofNullable(manifests.get(fileId))
                        .<Reply<Manifest>>map(Reply.Answered::new)
                        .orElseGet(() -> refused(ProblemType.UNKNOWN_FILE)));
    }

    @Override
    public Reply<Locations> locations(FileId fileId, Optional<PeerCredentials> self) {
        return reply(
                "locations",
                () -> new Reply.Answered<>(new Locations(fileId.hex(), 10, locations.getOrDefault(fileId, List.of()))));
    }
}
