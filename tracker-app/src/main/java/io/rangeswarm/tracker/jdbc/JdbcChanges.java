package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.PeerProfile;
import io.rangeswarm.tracker.core.swarm.SharedFile;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Changes;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Renewal;
import io.rangeswarm.tracker.core.swarm.Transferred;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The statements of one transaction. The peer's row is locked first, by the update that renews its lease, and so guards
 * all that belongs to the peer; no holding needs a lock of its own.
 */
final class JdbcChanges implements Changes {

    private final JdbcTemplate template;
    private final JdbcClient client;
    private final TransactionOperations ahead;
    private final Dialect dialect;
    private final RandomGenerator random;

    /** @param ahead commits at once, whatever transaction runs */
    JdbcChanges(
            JdbcTemplate template,
            JdbcClient client,
            TransactionOperations ahead,
            Dialect dialect,
            RandomGenerator random) {
        this.template = template;
        this.client = client;
        this.ahead = ahead;
        this.dialect = dialect;
        this.random = random;
    }

    @Override
    public void addPeer(PeerId id, Sha256 tokenHash, PeerProfile profile, Instant leaseUntil) {
        client.sql("""
                        insert into peer (id, token_hash, endpoint, name, zone, lease_until, uploaded_bytes,
                                          downloaded_bytes)
                        values (:id, :hash, :endpoint, :name, :zone, :until, 0, 0)
                        """)
                .param("id", id.value())
                .param("hash", tokenHash.bytes())
                .param("endpoint", profile.endpoint().url())
                .param("name", profile.name())
                .param("zone", profile.zone())
                .param("until", leaseUntil.toEpochMilli())
                .update();
    }

    /**
     * The database compares hashes, not tokens, so the time that takes tells nothing with which a token could be
     * guessed: whoever can choose the hash's bytes can break SHA-256.
     */
    @Override
    public Renewal renew(
            PeerId id, Sha256 tokenHash, Instant now, Instant leaseUntil, @Nullable Transferred transferred) {
        String counters = transferred == null ? "" : ", uploaded_bytes = :uploaded, downloaded_bytes = :downloaded";
        JdbcClient.StatementSpec update = client.sql(
                        "update peer set lease_until = greatest(:until, :now + promised_millis)" + counters
                                + " where id = :id and token_hash = :hash and lease_until > :now")
                .param("until", leaseUntil.toEpochMilli())
                .param("id", id.value())
                .param("hash", tokenHash.bytes())
                .param("now", now.toEpochMilli());
        if (transferred != null) {
            update = update.param("uploaded", transferred.uploadedBytes())
                    .param("downloaded", transferred.downloadedBytes());
        }
        return update.update() == 1 ? Renewal.RENEWED : whyNotRenewed(id, now);
    }

    private Renewal whyNotRenewed(PeerId id, Instant now) {
        boolean live = client.sql("select 1 from peer where id = :id and lease_until > :now")
                .param("id", id.value())
                .param("now", now.toEpochMilli())
                .query(Integer.class)
                .optional()
                .isPresent();
        return live ? Renewal.WRONG_TOKEN : Renewal.UNKNOWN_PEER;
    }

    @Override
    public void updateProfile(PeerId id, PeerProfile profile) {
        client.sql("update peer set endpoint = :endpoint, name = :name, zone = :zone where id = :id")
                .param("endpoint", profile.endpoint().url())
                .param("name", profile.name())
                .param("zone", profile.zone())
                .param("id", id.value())
                .update();
    }

    @Override
    public void promiseLease(PeerId id, Duration lease) {
        template.update("update peer set promised_millis = ? where id = ?", lease.toMillis(), id.value());
    }

    @Override
    public void removePeer(PeerId id) {
        template.update("delete from peer where id = ?", id.value());
        removeHoldings(id);
    }

    /**
     * Removes a peer, if its lease has run out also in the eyes of whoever has just changed it. One that another tracker is
     * removing, or that is renewing just now, is passed over.
     *
     * @return whether it was removed here
     */
    boolean removeIfExpired(PeerId id, Instant now) {
        boolean expired = client.sql("select 1 from peer where id = :id and lease_until <= :now for update skip locked")
                .param("id", id.value())
                .param("now", now.toEpochMilli())
                .query(Integer.class)
                .optional()
                .isPresent();
        if (expired) {
            removePeer(id);
        }
        return expired;
    }

    @Override
    public void removeHoldings(PeerId id) {
        template.update("delete from holding_name where peer_id = ?", id.value());
        template.update("delete from holding where peer_id = ?", id.value());
    }

    @Override
    public boolean removeHolding(PeerId id, FileId fileId) {
        byte[] file = Columns.fileId(fileId);
        template.update("delete from holding_name where peer_id = ? and file_id = ?", id.value(), file);
        return template.update("delete from holding where peer_id = ? and file_id = ?", id.value(), file) == 1;
    }

    @Override
    public void putHoldings(PeerId id, Collection<SharedFile> files) {
        new HoldingBatch(template, ahead, dialect, random, id, files).write();
    }

    @Override
    public Optional<ChunkSet> holding(PeerId id, FileId fileId) {
        return client.sql("""
                        select h.part, h.bitfield, f.length from holding h join file f on f.id = h.file_id
                        where h.peer_id = :peer and h.file_id = :file
                        """)
                .param("peer", id.value())
                .param("file", Columns.fileId(fileId))
                .query((row, number) -> Columns.held(row))
                .optional();
    }

    /** Likewise for many. */
    void updateHoldings(Map<Held, ChunkSet> chunks) {
        HoldingBatch.update(template, chunks);
    }

    /** Sets until when leases run. */
    void updateLeases(Map<PeerId, Instant> leases) {
        HoldingBatch.updateLeases(template, leases);
    }

    /** What a peer's calls are checked against. */
    Optional<WriterMemory.PeerRow> peer(PeerId id) {
        return client.sql("select token_hash, lease_until, promised_millis from peer where id = :id")
                .param("id", id.value())
                .query((row, number) -> new WriterMemory.PeerRow(
                        Sha256.ofBytes(row.getBytes("token_hash")),
                        Instant.ofEpochMilli(row.getLong("lease_until")),
                        Duration.ofMillis(row.getLong("promised_millis"))))
                .optional();
    }

    @Override
    public void updateHolding(PeerId id, FileId fileId, ChunkSet held) {
        HoldingBatch.update(template, id, fileId, held);
    }
}
