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
import io.rangeswarm.tracker.core.catalog.PageSlice;
import java.io.ByteArrayOutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The catalog in SQL. Has no state but a count of files and what it remembers of their names. */
public final class JdbcCatalog implements Catalog {

    private static final String SELECT_FILES = "select f.id as file_id, f.length, f.global_hash from file f where ";

    /** As a value: where it is a condition, a database may look at all files to find those of the first page. */
    private static final String IS_LIVE = """
            (select 1 from holding h join peer p on p.id = h.peer_id
             where h.file_id = f.id and p.lease_until > :now limit 1) = 1
            """;

    /** With more files of a name the database does without their list. */
    private static final int NAMED_MAX = 2000;

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
    private final FileNames names;
    private final FileTotal fileTotal;

    public JdbcCatalog(JdbcTemplate template) {
        this.client = JdbcClient.create(template);
        this.names = new FileNames(client, Dialect.of(template));
        this.fileTotal = new FileTotal(client);
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
        Selection selection = selection(query, now, parameters);
        parameters.put("size", query.slice().size());
        parameters.put("offset", query.slice().offset());
        List<FileRow> rows = client.sql(
                        SELECT_FILES + selection.where() + orderBy(query.order()) + " limit :size offset :offset")
                .params(parameters)
                .query(FileRow::of)
                .list();
        return new Page<>(withDetails(rows, now), query.slice(), total(selection.total(), rows.size(), query.slice()));
    }

    /** The last page knows better than a total that was found by other means. */
    private static long total(long total, int rows, PageSlice slice) {
        boolean isLast = rows < slice.size() && (rows > 0 || slice.page() == 0);
        return isLast ? slice.offset() + rows : Math.max(total, slice.offset() + rows);
    }

    /** Which files a query shows, and how many they are. */
    private record Selection(String where, long total) {}

    private Selection selection(FileQuery query, Instant now, Map<String, Object> parameters) {
        parameters.put("now", now.toEpochMilli());
        String part = query.nameContains();
        String withHash = withHash(query, parameters);
        if (part == null) {
            return withHash.isEmpty()
                    ? new Selection(IS_LIVE, fileTotal.at(now))
                    : counted(IS_LIVE + withHash, parameters);
        }
        List<byte[]> named = names.find(part, now, NAMED_MAX + 1);
        if (named.size() <= NAMED_MAX) {
            // An empty list is no SQL; no id is empty.
            parameters.put("named", named.isEmpty() ? List.of(new byte[0]) : named);
            String where = "f.id in (:named)" + withHash;
            return withHash.isEmpty() ? new Selection(where, named.size()) : counted(where, parameters);
        }
        parameters.put("part", FileNames.folded(part));
        String where = FileNames.IS_NAMED + withHash;
        return withHash.isEmpty() ? new Selection(where, names.countAbout(part)) : counted(where, parameters);
    }

    private Selection counted(String where, Map<String, Object> parameters) {
        return new Selection(
                where,
                client.sql("select count(*) from file f where " + where)
                        .params(parameters)
                        .query(Long.class)
                        .single());
    }

    /** Counts what {@link #list} says of very many files' total by a count that is some seconds old. Takes long. */
    public void recount(Instant now) {
        fileTotal.recount(now);
    }

    private static String withHash(FileQuery query, Map<String, Object> parameters) {
        if (query.sha256() == null) {
            return "";
        }
        parameters.put("sha256", query.sha256().bytes());
        return " and f.global_hash = :sha256";
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
