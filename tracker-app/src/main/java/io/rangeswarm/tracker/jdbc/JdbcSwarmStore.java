package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.catalog.Page;
import io.rangeswarm.tracker.core.catalog.PageSlice;
import io.rangeswarm.tracker.core.swarm.Backlog;
import io.rangeswarm.tracker.core.swarm.Holder;
import io.rangeswarm.tracker.core.swarm.HoldingListener;
import io.rangeswarm.tracker.core.swarm.Peer;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.Source;
import io.rangeswarm.tracker.core.swarm.SwarmStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
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
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

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

    /** After its last change a database is still forced for so long: what was put off is written later. */
    private static final Duration FORCED_AFTER_CHANGE = Duration.ofMinutes(1);

    private static final String SELECT_PEERS = """
            select p.id as peer_id, p.endpoint, p.name, p.zone, p.lease_until, p.uploaded_bytes, p.downloaded_bytes,
                   (select count(*) from holding h where h.peer_id = p.id) as files
            from peer p where p.lease_until > :now
            """;

    private final JdbcTemplate template;
    private final JdbcClient client;
    private final TransactionOperations transactions;
    private final TransactionOperations ahead;
    private final Dialect dialect;
    private final RandomGenerator random;
    private final Lock filesStay;
    private final Lock writing = new ReentrantLock();
    private final WriterMemory memory = new WriterMemory();
    private final HoldingJournal journal;
    private final boolean isExclusive;
    private HoldingListener listener = new Nobody(); // guarded by writing
    private final HolderRows holders;
    private final CleanUp cleanUp;
    private volatile long changedAt = System.nanoTime();

    /**
     * Keeps peers in the database.
     *
     * @param random is asked by many threads
     * @throws org.springframework.dao.DataAccessException when the database cannot be asked which one it is
     */
    public JdbcSwarmStore(JdbcTemplate template, PlatformTransactionManager manager, RandomGenerator random) {
        this.template = template;
        this.client = JdbcClient.create(template);
        this.transactions = new TransactionTemplate(manager);
        this.ahead = new TransactionTemplate(
                manager, new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW));
        this.dialect = Dialect.of(template);
        this.random = random;
        this.isExclusive = dialect == Dialect.H2;
        ReadWriteLock files = new ReentrantReadWriteLock();
        this.filesStay = files.readLock();
        Lock filesGo = isExclusive ? files.writeLock() : new ReentrantLock();
        this.cleanUp = new CleanUp(template, transactions, dialect, filesGo);
        this.holders = new HolderRows(client, memory);
        this.journal = new HoldingJournal(template, transactions, writing, memory);
        if (isExclusive) {
            journal.replay();
        }
        transactions.executeWithoutResult(status -> FileNames.copyOldOnes(template));
    }

    private static final class Nobody implements HoldingListener {

        @Override
        public void chunksHeld(PeerId peer, FileId file, ChunkSet held) {}

        @Override
        public void holdersChanged(FileId file) {}

        @Override
        public void peerChanged(PeerId peer) {}
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

    /** Several listeners would each need a list of what they have heard: there is one. */
    @Override
    public boolean tell(HoldingListener told) {
        writing.lock();
        try {
            listener = told;
        } finally {
            writing.unlock();
        }
        return isExclusive;
    }

    @Override
    public <T> T change(Function<Changes, T> work) {
        return transact(work::apply, work::apply);
    }

    private <T> T transact(Function<ExclusiveChanges, T> exclusively, Function<JdbcChanges, T> shared) {
        filesStay.lock();
        try {
            JdbcChanges changes = new JdbcChanges(template, client, ahead, dialect, random);
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
            ExclusiveChanges changes = new ExclusiveChanges(rows, memory, journal, listener);
            T result = transactions.execute(status -> {
                T done = work.apply(changes);
                changes.write();
                return done;
            });
            changedAt = System.nanoTime();
            changes.remember();
            changes.tell();
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
                .query((row, number) -> peer(row))
                .optional();
    }

    @Override
    public Page<Peer> peers(PageSlice slice, Instant now) {
        List<Peer> peers = client.sql(SELECT_PEERS + " order by p.id limit :size offset :offset")
                .param("now", now.toEpochMilli())
                .param("size", slice.size())
                .param("offset", slice.offset())
                .query((row, number) -> peer(row))
                .list();
        long total = client.sql("select count(*) from peer where lease_until > :now")
                .param("now", now.toEpochMilli())
                .query(Long.class)
                .single();
        return new Page<>(peers, slice, total);
    }

    private Peer peer(ResultSet row) throws SQLException {
        return new Peer(
                Columns.peerId(row),
                Columns.profile(row),
                leaseUntil(row),
                row.getLong("files"),
                Columns.transferred(row));
    }

    @Override
    public Optional<TokenHolder> findByToken(Sha256 tokenHash, Instant now) {
        return client.sql(
                        "select id as peer_id, zone, lease_until from peer where token_hash = :hash and lease_until > :now")
                .param("hash", tokenHash.bytes())
                .param("now", now.toEpochMilli())
                .query((row, number) -> new TokenHolder(Columns.peerId(row), row.getString("zone"), leaseUntil(row)))
                .optional();
    }

    private Instant leaseUntil(ResultSet row) throws SQLException {
        return memory.newestLease(Columns.peerId(row), Instant.ofEpochMilli(row.getLong("lease_until")));
    }

    @Override
    public List<Source> sources(FileId fileId, Part part, int from, int limit, Instant now) {
        return holders.sources(fileId, part, from, limit, now);
    }

    @Override
    public void forEachPartial(FileId fileId, Instant now, Consumer<Source> consumer) {
        holders.forEachPartial(fileId, now, consumer);
    }

    @Override
    public List<Holder> seedHolders(FileId fileId, int limit, Instant now) {
        return holders.seeds(fileId, limit, now);
    }

    @Override
    public List<Holder> leechHolders(FileId fileId, int limit, Instant now) {
        return holders.leeches(fileId, limit, now);
    }

    @Override
    public long seeds(FileId fileId, Instant now) {
        return holders.countSeeds(fileId, now);
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
        return cleanUp.run();
    }

    /**
     * H2 gives to the system what it commits, and by itself forces its file only before it makes that shorter: with all that has come
     * together since, while its writer waits. Once a second there is little of it.
     */
    @Override
    public void forceToDisk() {
        if (isExclusive && System.nanoTime() - changedAt < FORCED_AFTER_CHANGE.toNanos()) {
            template.execute("checkpoint sync");
        }
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
