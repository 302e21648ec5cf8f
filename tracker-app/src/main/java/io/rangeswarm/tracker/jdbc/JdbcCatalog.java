package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.catalog.Catalog;
import io.rangeswarm.tracker.core.catalog.FileOrder;
import io.rangeswarm.tracker.core.catalog.FileQuery;
import io.rangeswarm.tracker.core.catalog.ListedFile;
import io.rangeswarm.tracker.core.catalog.Page;
import java.io.ByteArrayOutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The catalog in SQL. Has no state. */
public final class JdbcCatalog implements Catalog {

    private static final String SELECT_FILES = "select f.id as file_id, f.length, f.global_hash from file f where ";

    private static final String IS_LIVE = """
            exists (select 1 from holding h join peer p on p.id = h.peer_id
                    where h.file_id = f.id and p.lease_until > :now)
            """;

    private static final String HAS_NAME_LIKE = """
             and exists (select 1 from holding_name n join peer p on p.id = n.peer_id
                         where n.file_id = f.id and lower(n.name) like :pattern escape '!' and p.lease_until > :now)
            """;

    /** Names are looked through once; asking each file for its names would cost many times as much. */
    private static final String SELECT_NAMED = """
            select distinct n.file_id from holding_name n join peer p on p.id = n.peer_id
            where lower(n.name) like :pattern escape '!' and p.lease_until > :now limit :max
            """;

    /** With more files of a name the database does without their list. */
    private static final int NAMED_MAX = 500;

    private static final String COUNT_OF_LIVE_HOLDINGS =
            "(select count(*) from holding h join peer p on p.id = h.peer_id"
                    + " where h.file_id = f.id and p.lease_until > :now and h.part ";

    private static final Map<FileOrder.Key, String> SORT_BY = Map.of(
            FileOrder.Key.NAME, "f.label",
            FileOrder.Key.LENGTH, "f.length",
            FileOrder.Key.SEEDS, COUNT_OF_LIVE_HOLDINGS + "= 2)",
            FileOrder.Key.LEECHES, COUNT_OF_LIVE_HOLDINGS + "< 2)",
            FileOrder.Key.AVAILABILITY, COUNT_OF_LIVE_HOLDINGS + "= 2)");

    private final JdbcClient client;

    public JdbcCatalog(JdbcTemplate template) {
        this.client = JdbcClient.create(template);
    }

    /** A row of {@code file}. */
    private record FileRow(FileId id, ChunkLayout layout, Sha256 globalHash) {

        static FileRow of(ResultSet row, int number) throws SQLException {
            return new FileRow(
                    Columns.fileId(row),
                    new ChunkLayout(row.getLong("length")),
                    Sha256.ofBytes(row.getBytes("global_hash")));
        }

        ListedFile listed(SwarmDetails details) {
            return new ListedFile(
                    id,
                    layout,
                    globalHash,
                    details.names(id),
                    details.seeds(id),
                    details.leeches(id),
                    details.lowest(id),
                    details.progress(id));
        }
    }

    @Override
    public Page<ListedFile> list(FileQuery query, Instant now) {
        Map<String, Object> parameters = new HashMap<>();
        String where = where(query, now, parameters);
        long total = client.sql("select count(*) from file f where " + where)
                .params(parameters)
                .query(Long.class)
                .single();
        parameters.put("size", query.slice().size());
        parameters.put("offset", query.slice().offset());
        List<FileRow> rows = client.sql(SELECT_FILES + where + orderBy(query.order()) + " limit :size offset :offset")
                .params(parameters)
                .query(FileRow::of)
                .list();
        return new Page<>(withDetails(rows, now), query.slice(), total);
    }

    private String where(FileQuery query, Instant now, Map<String, Object> parameters) {
        parameters.put("now", now.toEpochMilli());
        if (query.nameContains() == null) {
            return IS_LIVE + withHash(query, parameters);
        }
        String pattern = "%" + escaped(query.nameContains().toLowerCase(Locale.ROOT)) + "%";
        List<byte[]> named = client.sql(SELECT_NAMED)
                .param("pattern", pattern)
                .param("now", now.toEpochMilli())
                .param("max", NAMED_MAX + 1)
                .query((row, number) -> row.getBytes("file_id"))
                .list();
        if (named.size() <= NAMED_MAX) {
            // An empty list is no SQL; no id is empty.
            parameters.put("named", named.isEmpty() ? List.of(new byte[0]) : named);
            return "f.id in (:named)" + withHash(query, parameters);
        }
        parameters.put("pattern", pattern);
        return IS_LIVE + HAS_NAME_LIKE + withHash(query, parameters);
    }

    private static String withHash(FileQuery query, Map<String, Object> parameters) {
        if (query.sha256() == null) {
            return "";
        }
        parameters.put("sha256", query.sha256().bytes());
        return " and f.global_hash = :sha256";
    }

    /** Takes their meaning from LIKE's wildcards. */
    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    private static String orderBy(FileOrder order) {
        String direction = order.direction() == FileOrder.Direction.ASCENDING ? " asc" : " desc";
        return " order by " + SORT_BY.get(order.key()) + direction + ", f.id" + direction;
    }

    @Override
    public Optional<ListedFile> find(FileId id, Instant now) {
        return row(id, now).map(row -> withDetails(List.of(row), now).get(0));
    }

    private List<ListedFile> withDetails(List<FileRow> rows, Instant now) {
        Map<FileId, ChunkLayout> layouts = new HashMap<>();
        rows.forEach(row -> layouts.put(row.id(), row.layout()));
        SwarmDetails details = SwarmDetails.read(client, layouts, now);
        return rows.stream().map(row -> row.listed(details)).toList();
    }

    @Override
    public Optional<ChunkLayout> layout(FileId id, Instant now) {
        return row(id, now).map(FileRow::layout);
    }

    private Optional<FileRow> row(FileId id, Instant now) {
        return client.sql(SELECT_FILES + "f.id = :id and " + IS_LIVE)
                .param("id", Columns.fileId(id))
                .param("now", now.toEpochMilli())
                .query(FileRow::of)
                .optional();
    }

    @Override
    public Optional<Manifest> manifest(FileId id, Instant now) {
        return row(id, now).map(row -> new Manifest(row.layout(), row.globalHash(), hashes(id)));
    }

    private byte[] hashes(FileId id) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        client.sql("select hashes from file_hashes where file_id = :id order by part")
                .param("id", Columns.fileId(id))
                .query(row -> {
                    packed.writeBytes(row.getBytes("hashes"));
                });
        return packed.toByteArray();
    }
}
