package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.core.swarm.Holder;
import io.rangeswarm.tracker.core.swarm.Source;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who holds what of one file: the rows, and over them what the writer has put off. Has no state of its own. */
final class HolderRows {

    private static final String SELECT_SOURCES = """
            select h.peer_id, p.endpoint, p.zone, h.part, h.bitfield, f.length
            from holding h join peer p on p.id = h.peer_id join file f on f.id = h.file_id
            where h.file_id = :file and h.part = :part and p.lease_until > :now
            """;

    private final JdbcClient client;
    private final WriterMemory memory;

    HolderRows(JdbcClient client, WriterMemory memory) {
        this.client = client;
        this.memory = memory;
    }

    List<Source> sources(FileId fileId, Part part, int from, int limit, Instant now) {
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

    void forEachPartial(FileId fileId, Instant now, Consumer<Source> consumer) {
        client.sql(SELECT_SOURCES)
                .param("file", Columns.fileId(fileId))
                .param("part", Columns.PART_SOME)
                .param("now", now.toEpochMilli())
                .query(row -> {
                    consumer.accept(newest(fileId, Columns.source(row)));
                });
    }

    List<Holder> seeds(FileId fileId, int limit, Instant now) {
        return holders(fileId, "h.part = 2", limit, now);
    }

    List<Holder> leeches(FileId fileId, int limit, Instant now) {
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
                        memory.newestLease(Columns.peerId(row), Instant.ofEpochMilli(row.getLong("lease_until"))),
                        Columns.transferred(row),
                        memory.newest(Columns.peerId(row), fileId, Columns.held(row))))
                .list();
    }

    long countSeeds(FileId fileId, Instant now) {
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
}
