package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.tracker.core.swarm.Backlog;
import io.rangeswarm.tracker.core.swarm.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.transaction.support.TransactionOperations;

/**
 * What is said of holdings in the journal, until it stands in their rows. Under load many chunks of one peer come before
 * its row is written once. Guarded by the store's writing lock.
 *
 * <p>It has two tables that take turns: when what one says is being written into the rows, the other takes what is new; and
 * when all is written the first is emptied at once. To delete its rows would take seconds, for which every change waits.
 */
final class HoldingJournal implements Backlog {

    /**
     * How long, and with how much on the heap, rows may lag behind while changes keep coming. The longer, the more changes of one
     * holding are written as one; and the more there is to replay, at most some 50 MB.
     */
    private static final Duration HOLDINGS_LAG_MAX = Duration.ofSeconds(30);

    private static final long PUT_OFF_BYTES_MAX = 16 << 20;

    private final JdbcTemplate template;
    private final TransactionOperations transactions;
    private final Lock writing;
    private final WriterMemory memory;
    private final Slices slices = new Slices();
    private long lastId;
    private Table table = Table.FIRST;
    private long holdingsWritten = System.nanoTime();

    /** The holdings whose rows this round still has to write: with its last one the other table can be emptied. */
    private final Deque<Held> round = new ArrayDeque<>();

    private long roundUpTo;

    private boolean hasEntriesToEmpty;

    /** Leases that this round still has to write. */
    private int leasesLeft;

    private enum Table {
        FIRST("holding_journal"),
        SECOND("holding_journal_2");

        private final String insert;
        private final String select;
        private final String oldest;
        private final String truncate;

        Table(String name) {
            insert = "insert into " + name + " (id, entries) values (?, ?)";
            select = "select entries from " + name + " order by id";
            oldest = "select min(id) from " + name;
            truncate = "truncate table " + name;
        }

        Table other() {
            return this == FIRST ? SECOND : FIRST;
        }
    }

    HoldingJournal(JdbcTemplate template, TransactionOperations transactions, Lock writing, WriterMemory memory) {
        this.template = template;
        this.transactions = transactions;
        this.writing = writing;
        this.memory = memory;
    }

    /** Writes into the rows what the last process put off. To be called once, before anything else is. */
    void replay() {
        Map<Held, ChunkSet> last = new HashMap<>();
        Table older = oldest(Table.FIRST) <= oldest(Table.SECOND) ? Table.FIRST : Table.SECOND;
        transactions.executeWithoutResult(status -> {
            RowCallbackHandler apply = row -> JournalEntries.apply(row.getBytes("entries"), last);
            template.query(older.select, apply);
            template.query(older.other().select, apply);
            HoldingBatch.update(template, last);
        });
        // Emptied alone, the newer one would leave the older to be replayed over what came after it.
        template.execute(older.truncate);
        template.execute(older.other().truncate);
    }

    private long oldest(Table some) {
        Long id = template.queryForObject(some.oldest, Long.class);
        return id == null ? Long.MAX_VALUE : id;
    }

    /** Notes, in the transaction that runs, that what was put off is void, and then what is. @return the last row's id */
    long append(Collection<Held> voids, Map<Held, ChunkSet> sets) {
        for (byte[] entries : JournalEntries.encode(voids, sets)) {
            lastId++;
            template.update(table.insert, lastId, entries);
        }
        return lastId;
    }

    @Override
    public boolean isPressing() {
        writing.lock();
        try {
            return isUnderWay() || areHoldingsDue() || memory.areLeasesDue();
        } finally {
            writing.unlock();
        }
    }

    private boolean isUnderWay() {
        return leasesLeft > 0 || !round.isEmpty() || hasEntriesToEmpty;
    }

    private boolean areHoldingsDue() {
        return memory.putOffBytes() > PUT_OFF_BYTES_MAX
                || (memory.putOffCount() > 0 && System.nanoTime() - holdingsWritten > HOLDINGS_LAG_MAX.toNanos());
    }

    @Override
    public boolean workOff() {
        writing.lock();
        try {
            if (!isUnderWay()) {
                boolean isIdle = !memory.areLeasesDue() && !areHoldingsDue();
                if (memory.areLeasesDue()) {
                    leasesLeft = memory.leasesPutOffCount();
                }
                if (isIdle || areHoldingsDue()) {
                    beginRound();
                }
            }
            if (leasesLeft > 0) {
                writeLeases();
            } else if (!round.isEmpty()) {
                writeSlice();
            } else if (hasEntriesToEmpty) {
                template.execute(table.other().truncate);
                hasEntriesToEmpty = false;
                holdingsWritten = System.nanoTime();
                forgetRound();
            }
            return isUnderWay();
        } finally {
            writing.unlock();
        }
    }

    private void beginRound() {
        round.addAll(memory.putOff());
        roundUpTo = lastId;
        if (!round.isEmpty()) {
            table = table.other();
            hasEntriesToEmpty = true;
        }
    }

    private void writeLeases() {
        Map<PeerId, Instant> slice = memory.leasesPutOff(slices.rows());
        slices.write(
                slice.size(),
                () -> transactions.executeWithoutResult(status -> HoldingBatch.updateLeases(template, slice)));
        slice.forEach(memory::leaseWritten);
        leasesLeft = slice.isEmpty() ? 0 : Math.max(0, leasesLeft - slice.size());
        if (leasesLeft == 0) {
            memory.nextLeasesDue();
        }
    }

    private void writeSlice() {
        List<Held> slice = round.stream().limit(slices.rows()).toList();
        slices.write(
                slice.size(),
                () -> transactions.executeWithoutResult(status -> HoldingBatch.update(template, newest(slice))));
        slice.forEach(written -> round.remove());
    }

    private Map<Held, ChunkSet> newest(List<Held> slice) {
        Map<Held, ChunkSet> newest = new LinkedHashMap<>();
        for (Held held : slice) {
            WriterMemory.PutOff putOff = memory.putOff(held);
            if (putOff != null) {
                newest.put(held, putOff.chunks());
            }
        }
        return newest;
    }

    /**
     * To be called when the round's table is empty: while it says something of a holding that holding counts as put off, so that
     * whoever replaces it says in the other table that this is void. A holding of which the journal has said more meanwhile stays
     * put off, though its row may have that already.
     */
    private void forgetRound() {
        for (Held held : new ArrayList<>(memory.putOff())) {
            WriterMemory.PutOff putOff = Objects.requireNonNull(memory.putOff(held));
            if (putOff.journalId() <= roundUpTo) {
                memory.forget(held);
                memory.holding(held, putOff.chunks());
            }
        }
    }
}
