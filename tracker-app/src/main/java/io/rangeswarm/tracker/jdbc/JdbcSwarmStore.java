package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.catalog.Page;
import io.rangeswarm.tracker.core.catalog.PageSlice;
import io.rangeswarm.tracker.core.swarm.Backlog;
import io.rangeswarm.tracker.core.swarm.Holder;
import io.rangeswarm.tracker.core.swarm.Peer;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.Source;
import io.rangeswarm.tracker.core.swarm.SwarmStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Peers and holdings in SQL. On a database of several trackers it has no state of its own; of H2, which has one writer, it
 * remembers what it wrote ({@link WriterMemory}) and writes some of it later.
 *
 * <p>No file may go between the moment a registration finds it and the moment it holds it. On H2 changes share a lock, and
 * removing files that nobody holds has it alone; on PostgreSQL locks of the files' rows do the same for all trackers.
 */
public final class JdbcSwarmStore implements SwarmStore {

    /** How often a transaction is tried that meets others half-way (lock timeout, deadlock). */
    private static final int TRIES_MAX = 3;

    /** How many transactions run at once on a database that several trackers share. */
    private static final int SHARED_WRITERS = 4;

    /** How many files one transaction of the clean-up removes: bounds the time that registrations wait for it. */
    private static final int UNHELD_BATCH_MAX = 1000;

    private static final String SELECT_PEERS = """
            select p.id as peer_id, p.endpoint, p.name, p.zone, p.lease_until, p.uploaded_bytes, p.downloaded_bytes,
                   (select count(*) from holding h where h.peer_id = p.id) as files
            from peer p where p.lease_until > :now
            """;

    private static final String SELECT_SOURCES = """
            select h.peer_id, p.endpoint, p.zone, h.part, h.bitfield, f.length
            from holding h join peer p on p.id = h.peer_id join file f on f.id = h.file_id
            where h.file_id = :file and h.part = :part and p.lease_until > :now
            """;

    private final JdbcTemplate template;
    private final JdbcClient client;
    private final TransactionOperations transactions;
    private final Dialect dialect;
    private final RandomGenerator random;
    private final Lock filesStay;
    private final Lock filesGo;
    private final Lock writing = new ReentrantLock();
    private final WriterMemory memory = new WriterMemory();
    private final HoldingJournal journal;
    private final boolean isExclusive;

    /**
     * Keeps peers in the database.
     *
     * @param random is asked by many threads
     * @throws org.springframework.dao.DataAccessException when the database cannot be asked which one it is
     */
    public JdbcSwarmStore(JdbcTemplate template, TransactionOperations transactions, RandomGenerator random) {
        this.template = template;
        this.client = JdbcClient.create(template);
        this.transactions = transactions;
        this.dialect = Dialect.of(template);
        this.random = random;
        this.isExclusive = dialect == Dialect.H2;
        ReadWriteLock files = new ReentrantReadWriteLock();
        this.filesStay = files.readLock();
        this.filesGo = isExclusive ? files.writeLock() : new ReentrantLock();
        this.journal = new HoldingJournal(template, transactions, writing, memory);
        if (isExclusive) {
            journal.replay();
        }
    }

    /** H2 writes one commit after the other; another database takes a few changes at once. */
    @Override
    public int writers() {
        return isExclusive ? 1 : SHARED_WRITERS;
    }

    @Override
    public Backlog backlog() {
        return isExclusive ? journal : Backlog.NONE;
    }

    @Override
    public <T> T change(Function<Changes, T> work) {
        return transact(work::apply, work::apply);
    }

    private <T> T transact(Function<ExclusiveChanges, T> exclusively, Function<JdbcChanges, T> shared) {
        filesStay.lock();
        try {
            JdbcChanges changes = new JdbcChanges(template, client, dialect, random);
            for (int tries = 1; ; tries++) {
                try {
                    return isExclusive
                            ? transactExclusively(changes, exclusively)
                            : transactions.execute(status -> shared.apply(changes));
                } catch (TransientDataAccessException metAnother) {
                    if (tries == TRIES_MAX) {
                        throw metAnother;
                    }
                }
            }
        } finally {
            filesStay.unlock();
        }
    }

    private <T> T transactExclusively(JdbcChanges rows, Function<ExclusiveChanges, T> work) {
        writing.lock();
        try {
            ExclusiveChanges changes = new ExclusiveChanges(rows, memory, journal);
            T result = transactions.execute(status -> {
                T done = work.apply(changes);
                changes.write();
                return done;
            });
            changes.remember();
            return result;
        } finally {
            writing.unlock();
        }
    }

    @Override
    public Optional<Peer> findPeer(PeerId id, Instant now) {
        return client.sql(SELECT_PEERS + " and p.id = :id")
                .param("now", now.toEpochMilli())
                .param("id", id.value())
                .query(JdbcSwarmStore::peer)
                .optional();
    }

    @Override
    public Page<Peer> peers(PageSlice slice, Instant now) {
        List<Peer> peers = client.sql(SELECT_PEERS + " order by p.id limit :size offset :offset")
                .param("now", now.toEpochMilli())
                .param("size", slice.size())
                .param("offset", slice.offset())
                .query(JdbcSwarmStore::peer)
                .list();
        long total = client.sql("select count(*) from peer where lease_until > :now")
                .param("now", now.toEpochMilli())
                .query(Long.class)
                .single();
        return new Page<>(peers, slice, total);
    }

    private static Peer peer(ResultSet row, int number) throws SQLException {
        return new Peer(
                Columns.peerId(row),
                Columns.profile(row),
                Instant.ofEpochMilli(row.getLong("lease_until")),
                row.getLong("files"),
                Columns.transferred(row));
    }

    @Override
    public Optional<TokenHolder> findByToken(Sha256 tokenHash, Instant now) {
        return client.sql(
                        "select id as peer_id, zone, lease_until from peer where token_hash = :hash and lease_until > :now")
                .param("hash", tokenHash.bytes())
                .param("now", now.toEpochMilli())
                .query((row, number) -> new TokenHolder(
                        Columns.peerId(row), row.getString("zone"), Instant.ofEpochMilli(row.getLong("lease_until"))))
                .optional();
    }

    @Override
    public List<Source> sources(FileId fileId, Part part, int from, int limit, Instant now) {
        List<Source> sources = new ArrayList<>(arc(fileId, part, "h.place >= :from", from, limit, now));
        if (sources.size() < limit) {
            sources.addAll(arc(fileId, part, "h.place < :from", from, limit - sources.size(), now));
        }
        return sources;
    }

    /** The arc is cut out of the index first: joined at once, a database may as well begin with all live peers. */
    private List<Source> arc(FileId fileId, Part part, String where, int from, int limit, Instant now) {
        return client.sql("""
                        select h.peer_id, p.endpoint, p.zone, h.part, h.bitfield, f.length
                        from (select h.file_id, h.peer_id, h.part, h.place, h.bitfield from holding h
                              where h.file_id = :file and h.part = :part and\s""" + where + """
                               order by h.file_id, h.part, h.place, h.peer_id limit :limit) h
                        join peer p on p.id = h.peer_id join file f on f.id = h.file_id
                        where p.lease_until > :now
                        """)
                .param("file", Columns.fileId(fileId))
                .param("part", Columns.part(part))
                .param("now", now.toEpochMilli())
                .param("from", from)
                .param("limit", limit)
                .query((row, number) -> newest(fileId, Columns.source(row)))
                .list();
    }

    private Source newest(FileId fileId, Source row) {
        ChunkSet held = memory.newest(row.peerId(), fileId, row.held());
        return held.equals(row.held()) ? row : new Source(row.peerId(), row.endpoint(), row.zone(), held);
    }

    @Override
    public void forEachPartial(FileId fileId, Instant now, Consumer<Source> consumer) {
        client.sql(SELECT_SOURCES)
                .param("file", Columns.fileId(fileId))
                .param("part", Columns.PART_SOME)
                .param("now", now.toEpochMilli())
                .query(row -> {
                    consumer.accept(newest(fileId, Columns.source(row)));
                });
    }

    @Override
    public List<Holder> seedHolders(FileId fileId, int limit, Instant now) {
        return holders(fileId, "h.part = 2", limit, now);
    }

    @Override
    public List<Holder> leechHolders(FileId fileId, int limit, Instant now) {
        return holders(fileId, "h.part < 2", limit, now);
    }

    private List<Holder> holders(FileId fileId, String where, int limit, Instant now) {
        return client.sql("""
                        select h.peer_id, p.endpoint, p.name, p.zone, p.lease_until, p.uploaded_bytes, p.downloaded_bytes,
                               h.part, h.bitfield, f.length
                        from (select h.file_id, h.peer_id, h.part, h.place, h.bitfield from holding h
                              where h.file_id = :file and\s""" + where + """
                               order by h.file_id, h.part, h.place, h.peer_id limit :limit) h
                        join peer p on p.id = h.peer_id join file f on f.id = h.file_id
                        where p.lease_until > :now order by h.part, h.place, h.peer_id
                        """)
                .param("file", Columns.fileId(fileId))
                .param("now", now.toEpochMilli())
                .param("limit", limit)
                .query((row, number) -> new Holder(
                        Columns.peerId(row),
                        Columns.profile(row),
                        Instant.ofEpochMilli(row.getLong("lease_until")),
                        Columns.transferred(row),
                        memory.newest(Columns.peerId(row), fileId, Columns.held(row))))
                .list();
    }

    @Override
    public long seeds(FileId fileId, Instant now) {
        return client.sql("""
                        select count(*) from holding h join peer p on p.id = h.peer_id
                        where h.file_id = :file and h.part = :whole and p.lease_until > :now
                        """)
                .param("file", Columns.fileId(fileId))
                .param("whole", Columns.PART_WHOLE)
                .param("now", now.toEpochMilli())
                .query(Long.class)
                .single();
    }

    @Override
    public List<PeerId> removeExpired(Instant now) {
        List<PeerId> expired = client.sql("select id as peer_id from peer where lease_until <= :now order by id")
                .param("now", now.toEpochMilli())
                .query((row, number) -> Columns.peerId(row))
                .list();
        // One transaction each: a peer that renews just now keeps only itself waiting, and stays.
        return expired.stream()
                .filter(id -> transact(
                        changes -> changes.removeIfExpired(id, now), changes -> changes.removeIfExpired(id, now)))
                .toList();
    }

    @Override
    public int removeUnheldFiles() {
        int removed = 0;
        int found;
        do {
            Unheld batch = removeUnheldBatch();
            removed += batch.removed();
            found = batch.found();
        } while (found == UNHELD_BATCH_MAX);
        return removed;
    }

    private record Unheld(int found, int removed) {}

    private Unheld removeUnheldBatch() {
        // All files are looked through, which takes long when there are many: nobody's change has to wait for that.
        List<byte[]> seen = isExclusive ? unheld("") : List.of();
        if (isExclusive && seen.isEmpty()) {
            return new Unheld(0, 0);
        }
        filesGo.lock();
        try {
            return transactions.execute(status -> {
                List<byte[]> found = isExclusive ? seen : unheld(" for update skip locked");
                return new Unheld(found.size(), removeStillUnheld(found));
            });
        } finally {
            filesGo.unlock();
        }
    }

    /** Locked where several trackers clean up: those that a registration keeps, or another's clean-up has, are passed over. */
    private List<byte[]> unheld(String locking) {
        return client.sql("""
                        select f.id from file f
                        where not exists (select 1 from holding h where h.file_id = f.id)
                        order by f.id limit :limit
                        """ + locking)
                .param("limit", UNHELD_BATCH_MAX)
                .query((row, number) -> row.getBytes("id"))
                .list();
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
        return gone.size();
    }

    @Override
    public void extendLeases(Instant now, Instant leaseUntil) {
        client.sql("update peer set lease_until = greatest(:until, :now + promised_millis)"
                        + " where lease_until < greatest(:until, :now + promised_millis) and lease_until > :now")
                .param("until", leaseUntil.toEpochMilli())
                .param("now", now.toEpochMilli())
                .update();
        writing.lock();
        try {
            memory.forgetPeers();
        } finally {
            writing.unlock();
        }
    }
}
