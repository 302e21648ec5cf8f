package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The folded names of {@code file_name}, one after the other, for H2: it would make objects of all rows for each search, or keep
 * them in a cache several times as big. Only one transaction writes there at a time, so rows come in the order of their
 * numbers, and each search first reads those that are new. Names that have gone since stay until all are read anew: whoever
 * finds a file here asks the database about it. Safe for many threads: one reads and searches at a time, for some milliseconds.
 */
final class NamesInMemory {

    /** Lest names that have gone pile up; and a database that was opened anew may use the numbers of its last rows again. */
    private static final Duration READ_ANEW_AFTER = Duration.ofMinutes(10);

    /** Rows of one query: a database that is asked for very many at once writes them to the disk first. */
    private static final int SLICE_MAX = 1000;

    /** Between two names. No name has it. */
    private static final byte END = 0;

    private final JdbcClient client;
    private final long bytesMax;
    private final Lock lock = new ReentrantLock(); // guards what follows; held while new rows are read
    private byte[] text = {};
    private byte[] ids = {};
    private int[] ends = {};
    private int count;
    private long lastRow;
    private long readAnewAt = System.nanoTime() - READ_ANEW_AFTER.toNanos();
    private boolean isTooMuch;

    /** @param bytesMax of names and ids; with more of them nothing is kept */
    NamesInMemory(JdbcClient client, long bytesMax) {
        this.client = client;
        this.bytesMax = bytesMax;
    }

    /**
     * Files that have, or had, a name with this folded part in it.
     *
     * @param part not empty
     * @return their ids, some perhaps twice; empty when they are more than {@code max}, or the names too many for the memory
     */
    Optional<List<byte[]>> find(String part, int max) {
        lock.lock();
        try {
            readNew();
            return isTooMuch ? Optional.empty() : search(part.getBytes(StandardCharsets.UTF_8), max);
        } finally {
            lock.unlock();
        }
    }

    private void readNew() {
        if (System.nanoTime() - readAnewAt >= READ_ANEW_AFTER.toNanos()) {
            count = 0;
            lastRow = 0;
            isTooMuch = false;
            readAnewAt = System.nanoTime();
        }
        boolean areMore = true;
        while (areMore && !isTooMuch) {
            areMore = client.sql("select _rowid_ as number, file_id, folded from file_name where _rowid_ > :last"
                                    + " order by _rowid_ limit :slice")
                            .param("last", lastRow)
                            .param("slice", SLICE_MAX)
                            .query(this::add)
                            .list()
                            .size()
                    == SLICE_MAX;
        }
    }

    private long add(ResultSet row, int number) throws SQLException {
        byte[] id = row.getBytes("file_id");
        byte[] name = row.getString("folded").getBytes(StandardCharsets.UTF_8);
        add(id, name);
        lastRow = row.getLong("number");
        return lastRow;
    }

    private void add(byte[] id, byte[] name) {
        int start = end(count);
        long bytes = start + name.length + 1L + (long) (count + 1) * (Sha256.BYTES + Integer.BYTES);
        isTooMuch |= bytes > bytesMax;
        if (isTooMuch) {
            text = ids = new byte[0];
            ends = new int[0];
            count = 0;
            return;
        }
        text = withRoom(text, start + name.length + 1);
        ids = withRoom(ids, (count + 1) * Sha256.BYTES);
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, Math.max(64, 2 * count));
        }
        System.arraycopy(name, 0, text, start, name.length);
        System.arraycopy(id, 0, ids, count * Sha256.BYTES, Sha256.BYTES);
        text[start + name.length] = END;
        ends[count] = start + name.length + 1;
        count++;
    }

    private int end(int names) {
        return names == 0 ? 0 : ends[names - 1];
    }

    private static byte[] withRoom(byte[] bytes, int length) {
        return length <= bytes.length ? bytes : Arrays.copyOf(bytes, Math.max(length, bytes.length + bytes.length / 2));
    }

    private Optional<List<byte[]>> search(byte[] part, int max) {
        List<byte[]> found = new ArrayList<>();
        int all = end(count);
        int name = 0;
        int at = indexOf(part, 0, all);
        while (at >= 0) {
            while (ends[name] <= at) {
                name++;
            }
            if (found.size() == max) {
                return Optional.empty();
            }
            found.add(Arrays.copyOfRange(ids, name * Sha256.BYTES, (name + 1) * Sha256.BYTES));
            at = indexOf(part, ends[name], all);
        }
        return Optional.of(found);
    }

    private int indexOf(byte[] part, int from, int to) {
        for (int at = from; at <= to - part.length; at++) {
            if (text[at] == part[0] && Arrays.equals(text, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }
}
