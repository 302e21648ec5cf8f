package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.SharedFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes one peer's batch of files. "Insert unless there, then update" is the one upsert that both databases run without
 * races.
 *
 * <p>Where several transactions run at once, what does not belong to the peer alone, files and their names, is
 * inserted ahead, in transactions of its own and in the order of its keys. One transaction has batches of several peers; with
 * new files in one order here and in another there, two would wait for each other. A file that is inserted and then not held is
 * one for the clean-up.
 */
final class HoldingBatch {

    /** Hashes in one row of {@code file_hashes}: 512 KiB, half of what H2 takes. */
    private static final int HASHES_PER_PART = 16_384;

    private static final String UPDATE =
            "update holding set part = ?, held_count = ?, bitfield = ? where peer_id = ? and file_id = ?";

    /** How often files are inserted that somebody else's clean-up removes in the same moment. */
    private static final int INSERTS_MAX = 10;

    private final JdbcTemplate template;
    private final TransactionOperations ahead;
    private final Dialect dialect;
    private final RandomGenerator random;
    private final PeerId peer;

    /** By id in hex: a batch may have the same bytes under several names. */
    private final Map<String, List<SharedFile>> byId = new TreeMap<>();

    /** @param ahead commits at once, whatever transaction runs */
    HoldingBatch(
            JdbcTemplate template,
            TransactionOperations ahead,
            Dialect dialect,
            RandomGenerator random,
            PeerId peer,
            Collection<SharedFile> files) {
        this.template = template;
        this.ahead = ahead;
        this.dialect = dialect;
        this.random = random;
        this.peer = peer;
        for (SharedFile file : files) {
            byId.computeIfAbsent(file.fileId().hex(), id -> new ArrayList<>()).add(file);
        }
    }

    void write() {
        if (byId.isEmpty()) {
            return;
        }
        putFiles();
        putHoldings();
        List<SharedFile> files = byId.values().stream().flatMap(List::stream).toList();
        insertNames(files);
        putNames(files);
    }

    private void putNames(List<SharedFile> files) {
        if (dialect == Dialect.H2) {
            FileNames.insert(template, files);
            return;
        }
        List<SharedFile> missing = FileNames.missing(template, files);
        if (!missing.isEmpty()) {
            ahead.executeWithoutResult(status -> FileNames.insert(template, missing));
        }
    }

    /** Makes sure that the files are there until the end of the transaction. */
    private void putFiles() {
        List<SharedFile> files = byId.values().stream().map(same -> same.get(0)).toList();
        if (dialect == Dialect.H2) {
            insert(files);
            return;
        }
        List<SharedFile> missing = withoutKept(files);
        for (int inserts = 1; !missing.isEmpty(); inserts++) {
            if (inserts > INSERTS_MAX) {
                throw new CannotAcquireLockException(missing.size() + " files were removed each of " + INSERTS_MAX
                        + " times that they were inserted");
            }
            List<SharedFile> unknown = missing;
            ahead.executeWithoutResult(status -> insert(unknown));
            missing = withoutKept(unknown);
        }
    }

    /** Those that are not there. */
    private void insert(List<SharedFile> files) {
        int[] inserted = template.batchUpdate(
                "insert into file (id, length, global_hash, label) values (?, ?, ?, ?) on conflict do nothing",
                files.stream()
                        .map(file -> new Object[] {
                            Columns.fileId(file.fileId()),
                            file.manifest().layout().length(),
                            file.manifest().globalHash().bytes(),
                            file.name().value()
                        })
                        .toList());
        List<Object[]> hashes = new ArrayList<>();
        for (int i = 0; i < inserted.length; i++) {
            if (inserted[i] == 1) {
                addHashes(hashes, files.get(i).manifest());
            }
        }
        template.batchUpdate("insert into file_hashes (file_id, part, hashes) values (?, ?, ?)", hashes);
    }

    /**
     * Keeps rows that are there from any tracker's clean-up. It is the lock that a foreign key would take: shared
     * by all who register the file, and in the way only of who deletes it.
     *
     * @return the files that have no row
     */
    private List<SharedFile> withoutKept(List<SharedFile> files) {
        Set<FileId> kept = new HashSet<>(template.query(
                "select id as file_id from file where id in " + Columns.literals(files) + " order by id for key share",
                (row, number) -> Columns.fileId(row)));
        return files.stream().filter(file -> !kept.contains(file.fileId())).toList();
    }

    private static void addHashes(List<Object[]> rows, Manifest manifest) {
        byte[] id = Columns.fileId(manifest.fileId());
        byte[] packed = manifest.packedChunkHashes();
        int partLength = HASHES_PER_PART * Sha256.BYTES;
        for (int start = 0, part = 0; start < packed.length; start += partLength, part++) {
            rows.add(new Object[] {
                id, part, Arrays.copyOfRange(packed, start, Math.min(packed.length, start + partLength))
            });
        }
    }

    private void putHoldings() {
        List<Map.Entry<FileId, ChunkSet>> held = byId.values().stream()
                .map(same -> Map.entry(
                        same.get(0).fileId(),
                        same.stream()
                                .map(SharedFile::held)
                                .reduce(ChunkSet::union)
                                .orElseThrow()))
                .toList();
        int[] inserted = template.batchUpdate(
                """
                insert into holding (peer_id, file_id, part, place, held_count, bitfield)
                values (?, ?, ?, ?, ?, ?) on conflict do nothing
                """,
                held.stream()
                        .map(entry -> new Object[] {
                            peer.value(),
                            Columns.fileId(entry.getKey()),
                            Columns.part(entry.getValue()),
                            random.nextInt(),
                            entry.getValue().size(),
                            bitfield(entry.getValue())
                        })
                        .toList());
        List<Object[]> known = new ArrayList<>();
        for (int i = 0; i < inserted.length; i++) {
            if (inserted[i] == 0) {
                known.add(updateRow(peer, held.get(i).getKey(), held.get(i).getValue()));
            }
        }
        template.batchUpdate(UPDATE, known);
    }

    private void insertNames(List<SharedFile> files) {
        template.batchUpdate(
                "insert into holding_name (peer_id, file_id, name) values (?, ?, ?) on conflict do nothing",
                files.stream()
                        .map(file -> new Object[] {
                            peer.value(),
                            Columns.fileId(file.fileId()),
                            file.name().value()
                        })
                        .toList());
    }

    static void update(JdbcTemplate template, PeerId peer, FileId fileId, ChunkSet held) {
        template.update(UPDATE, updateRow(peer, fileId, held));
    }

    static void update(JdbcTemplate template, Map<Held, ChunkSet> chunks) {
        if (!chunks.isEmpty()) {
            List<@Nullable Object[]> rows = new ArrayList<>(chunks.size());
            chunks.forEach((held, set) -> rows.add(updateRow(held.peer(), held.file(), set)));
            template.batchUpdate(UPDATE, rows);
        }
    }

    static void updateLeases(JdbcTemplate template, Map<PeerId, Instant> leases) {
        if (!leases.isEmpty()) {
            List<Object[]> rows = new ArrayList<>(leases.size());
            leases.forEach((peer, until) -> rows.add(new Object[] {until.toEpochMilli(), peer.value()}));
            template.batchUpdate("update peer set lease_until = ? where id = ?", rows);
        }
    }

    private static @Nullable Object[] updateRow(PeerId peer, FileId fileId, ChunkSet held) {
        return new @Nullable Object[] {
            Columns.part(held), held.size(), bitfield(held), peer.value(), Columns.fileId(fileId)
        };
    }

    private static byte @Nullable [] bitfield(ChunkSet held) {
        return held.isComplete() ? null : held.bitfield();
    }
}
