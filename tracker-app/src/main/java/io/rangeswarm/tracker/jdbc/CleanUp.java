package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.jdbc.FileNames.Name;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Removes files that nobody holds, and names by which nobody calls a file. All are looked through, which takes long when
 * there are many, so nobody's change waits for the look, only for the removal of a slice.
 */
final class CleanUp {

    /** Files, or names, that one transaction removes: bounds the time that registrations wait for it. */
    private static final int SLICE_MAX = 1000;

    private static final String UNHELD = """
            select f.id from file f where not exists (select 1 from holding h where h.file_id = f.id)
            order by f.id limit ?
            """;

    private static final String UNUSED = """
            not exists (select 1 from holding_name n where n.file_id = file_name.file_id and n.name = file_name.name)
            """;

    private final JdbcTemplate template;
    private final TransactionOperations transactions;
    private final Dialect dialect;
    private final Lock filesGo;

    /** @param filesGo while it is held nobody registers files here; registrations at other trackers lock their rows */
    CleanUp(JdbcTemplate template, TransactionOperations transactions, Dialect dialect, Lock filesGo) {
        this.template = template;
        this.transactions = transactions;
        this.dialect = dialect;
        this.filesGo = filesGo;
    }

    /** What one slice did: how much it found to do, and how much of that was still so when nobody else could change it. */
    private record Slice(int found, int removed) {}

    /** Removes all that it finds. @return count of files */
    int run() {
        int removed = 0;
        Slice slice;
        do {
            slice = removeFiles();
            removed += slice.removed();
        } while (slice.found() == SLICE_MAX);
        do {
            slice = removeNames();
        } while (slice.found() == SLICE_MAX && slice.removed() > 0);
        return removed;
    }

    private Slice removeFiles() {
        List<byte[]> seen = dialect == Dialect.H2 ? unheld("") : List.of();
        if (dialect == Dialect.H2 && seen.isEmpty()) {
            return new Slice(0, 0);
        }
        filesGo.lock();
        try {
            return transactions.execute(status -> {
                List<byte[]> found = dialect == Dialect.H2 ? seen : unheld(" for update skip locked");
                return new Slice(found.size(), removeStillUnheld(found));
            });
        } finally {
            filesGo.unlock();
        }
    }

    /** Locked where several trackers clean up: those that a registration keeps, or another's clean-up has, are passed over. */
    private List<byte[]> unheld(String locking) {
        return template.query(UNHELD + locking, (row, number) -> row.getBytes("id"), SLICE_MAX);
    }

    /** Looks again: who held one before it was locked may have come after the first look. */
    private int removeStillUnheld(List<byte[]> ids) {
        int[] deleted = template.batchUpdate(
                "delete from file where id = ? and not exists (select 1 from holding h where h.file_id = ?)",
                ids.stream().map(id -> new Object[] {id, id}).toList());
        List<Object[]> gone = new ArrayList<>();
        for (int i = 0; i < deleted.length; i++) {
            if (deleted[i] == 1) {
                gone.add(new Object[] {ids.get(i)});
            }
        }
        template.batchUpdate("delete from file_hashes where file_id = ?", gone);
        template.batchUpdate("delete from file_name where file_id = ?", gone);
        return gone.size();
    }

    private Slice removeNames() {
        List<Name> seen = template.query(
                "select file_id, name from file_name where " + UNUSED + " limit ?",
                (row, number) -> new Name(Columns.fileId(row), row.getString("name")),
                SLICE_MAX);
        if (seen.isEmpty()) {
            return new Slice(0, 0);
        }
        filesGo.lock();
        try {
            return transactions.execute(status -> new Slice(seen.size(), removeStillUnused(seen)));
        } finally {
            filesGo.unlock();
        }
    }

    /** A registration keeps its files' rows before it writes names, and so either comes before this or waits for it. */
    private int removeStillUnused(List<Name> names) {
        List<Name> free = dialect == Dialect.H2 ? names : ofFilesNotKept(names);
        int[] deleted = template.batchUpdate(
                "delete from file_name where file_id = ? and name = ? and " + UNUSED,
                free.stream()
                        .map(name -> new Object[] {Columns.fileId(name.fileId()), name.name()})
                        .toList());
        int removed = 0;
        for (int rows : deleted) {
            removed += rows;
        }
        return removed;
    }

    private List<Name> ofFilesNotKept(List<Name> names) {
        Set<FileId> locked = new HashSet<>(template.query(
                "select id from file where id = any(?) order by id for update skip locked",
                (row, number) -> new FileId(Sha256.ofBytes(row.getBytes("id"))),
                (Object) names.stream()
                        .map(Name::fileId)
                        .distinct()
                        .map(Columns::fileId)
                        .toArray(byte[][]::new)));
        return names.stream().filter(name -> locked.contains(name.fileId())).toList();
    }
}
