package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.jdbc.FileNames.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Removes files that nobody holds, and names by which nobody calls a file. All are looked through, which takes long when
 * there are many: so they are in slices, after each of which it rests, and nobody's change waits for the look, only for the
 * removal.
 */
final class CleanUp {

    /** Files that are looked at together, and names that one transaction removes: bounds how long registrations wait for that. */
    private static final int SLICE_MAX = 1000;

    /**
     * So many times as long as a look at files took, and names take as long again: a tenth of a processor. Without rests 100,000 files were
     * seconds in which all calls had one of two processors.
     */
    private static final int REST = 19;

    /** In the order of their ids, which an index has. As a value, because a database is free to turn {@code exists} into a join with all. */
    private static final String FILES = """
            select f.id, (select 1 from holding h where h.file_id = f.id limit 1) as held
            from file f where f.id > ? order by f.id limit ?
            """;

    private static final String UNUSED = """
            (select 1 from holding_name n where n.file_id = file_name.file_id and n.name = file_name.name limit 1) is null
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

    /** Removes all that it finds. Takes some twenty times as long as to look through them. @return count of files */
    int run() {
        int removed = 0;
        byte[] last = {};
        int looked;
        do {
            long start = System.nanoTime();
            List<byte[]> ids = new ArrayList<>();
            List<byte[]> unheld = new ArrayList<>();
            look(last, ids, unheld);
            long took = System.nanoTime() - start;
            looked = ids.size();
            if (looked > 0) {
                removed += removeFiles(unheld);
                last = ids.get(looked - 1);
                removeNames(ids.get(0), last);
            }
            if (looked == SLICE_MAX) {
                LockSupport.parkNanos(this, REST * took);
            }
        } while (looked == SLICE_MAX && !Thread.currentThread().isInterrupted());
        return removed;
    }

    private void look(byte[] after, List<byte[]> ids, List<byte[]> unheld) {
        template.query(
                FILES,
                row -> {
                    ids.add(row.getBytes("id"));
                    if (row.getObject("held") == null) {
                        unheld.add(row.getBytes("id"));
                    }
                },
                after,
                SLICE_MAX);
    }

    private int removeFiles(List<byte[]> unheld) {
        if (unheld.isEmpty()) {
            return 0;
        }
        filesGo.lock();
        try {
            Integer removed =
                    transactions.execute(status -> removeStillUnheld(dialect == Dialect.H2 ? unheld : notKept(unheld)));
            return removed == null ? 0 : removed;
        } finally {
            filesGo.unlock();
        }
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

    /** Of the files from one id to another. */
    private void removeNames(byte[] first, byte[] last) {
        int found;
        int removed;
        do {
            List<Name> unused = template.query(
                    "select file_id, name from file_name where file_id between ? and ? and " + UNUSED + " limit ?",
                    (row, number) -> new Name(Columns.fileId(row), row.getString("name")),
                    first,
                    last,
                    SLICE_MAX);
            found = unused.size();
            removed = found == 0 ? 0 : removeNames(unused);
        } while (found == SLICE_MAX && removed > 0);
    }

    private int removeNames(List<Name> unused) {
        filesGo.lock();
        try {
            Integer removed = transactions.execute(status -> removeStillUnused(unused));
            return removed == null ? 0 : removed;
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
        Set<FileId> locked = notKept(names.stream()
                        .map(Name::fileId)
                        .distinct()
                        .map(Columns::fileId)
                        .toList())
                .stream()
                .map(id -> new FileId(Sha256.ofBytes(id)))
                .collect(Collectors.toSet());
        return names.stream().filter(name -> locked.contains(name.fileId())).toList();
    }

    /** Locked where several trackers clean up: those that a registration keeps, or another's clean-up has, are passed over. */
    private List<byte[]> notKept(List<byte[]> ids) {
        return template.query(
                "select id from file where id = any(?) order by id for update skip locked",
                (row, number) -> row.getBytes("id"),
                (Object) ids.toArray(byte[][]::new));
    }
}
