package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.core.swarm.SharedFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Files by parts of their names: the table {@code file_name}. Has no state but what is remembered of that. */
final class FileNames {

    /** Names of databases from before there was that table are copied in slices. */
    private static final int SLICE_MAX = 1000;

    private static final String INSERT =
            "insert into file_name (file_id, name, folded) values (?, ?, ?) on conflict do nothing";

    /**
     * Whether the file {@code c.file_id} is called {@code c.name} by a live peer. As a value, because a database is free to
     * turn {@code exists} into a join with all names of all peers.
     */
    private static final String IS_USED = """
            (select 1 from holding_name n join peer p on p.id = n.peer_id
             where n.file_id = c.file_id and n.name = c.name and p.lease_until > :now limit 1) = 1
            """;

    private static final String FITS = "position(:part in c.folded) > 0";

    /** Whether the file {@code f} has a name with {@code part} in it. Wants what {@link #folded} makes of the part. */
    static final String IS_NAMED =
            "(select 1 from file_name c where c.file_id = f.id and " + FITS + " and " + IS_USED + " limit 1) = 1";

    /** What names may take of the heap: 16 MiB of 256, for some 250,000. */
    private static final long MEMORY_BYTES_MAX = Runtime.getRuntime().maxMemory() / 16;

    private final JdbcClient client;
    private final @Nullable NamesInMemory inMemory;

    /** What a file is called. */
    record Name(FileId fileId, String name) {}

    FileNames(JdbcClient client, Dialect dialect) {
        this.client = client;
        this.inMemory = dialect == Dialect.H2 ? new NamesInMemory(client, MEMORY_BYTES_MAX) : null;
    }

    static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Inserts those that are not there, in the order of their keys. */
    static void insert(JdbcTemplate template, Collection<SharedFile> files) {
        template.batchUpdate(
                INSERT,
                files.stream()
                        .sorted(Comparator.comparing(
                                        (SharedFile file) -> file.fileId().hex())
                                .thenComparing(file -> file.name().value()))
                        .map(file ->
                                row(Columns.fileId(file.fileId()), file.name().value()))
                        .toList());
    }

    /** Those whose names are not there, as PostgreSQL finds them. */
    static List<SharedFile> missing(JdbcTemplate template, List<SharedFile> files) {
        Set<Name> known = new HashSet<>(template.query(
                "select file_id, name from file_name where file_id in " + Columns.literals(files),
                (row, number) -> new Name(Columns.fileId(row), row.getString("name"))));
        return files.stream()
                .filter(file ->
                        !known.contains(new Name(file.fileId(), file.name().value())))
                .toList();
    }

    private static Object[] row(byte[] fileId, String name) {
        return new Object[] {fileId, name, folded(name)};
    }

    /** The names of a database that has some and no such table. To be called before anybody searches. */
    static void copyOldOnes(JdbcTemplate template) {
        Boolean isDue = template.queryForObject(
                "select exists (select 1 from holding_name) and not exists (select 1 from file_name)", Boolean.class);
        if (!Boolean.TRUE.equals(isDue)) {
            return;
        }
        List<Object[]> slice = new ArrayList<>();
        template.query("select distinct file_id, name from holding_name", row -> {
            slice.add(row(row.getBytes("file_id"), row.getString("name")));
            if (slice.size() == SLICE_MAX) {
                template.batchUpdate(INSERT, slice);
                slice.clear();
            }
        });
        template.batchUpdate(INSERT, slice);
    }

    /** Files that a live peer calls something with {@code part} in it, in any case; at most {@code max} of them. */
    List<byte[]> find(String part, Instant now, int max) {
        String folded = folded(part);
        Optional<List<byte[]>> known =
                inMemory == null || folded.isEmpty() ? Optional.empty() : inMemory.find(folded, max);
        if (known.isPresent() && known.get().isEmpty()) {
            return List.of();
        }
        Map<String, Object> parameters = new HashMap<>(Map.of("part", folded, "now", now.toEpochMilli(), "max", max));
        known.ifPresent(ids -> parameters.put("known", ids));
        String among = known.isPresent() ? "c.file_id in (:known) and " : "";
        return client.sql("select distinct c.file_id from file_name c where " + among + FITS + " and " + IS_USED
                        + " limit :max")
                .params(parameters)
                .query((row, number) -> row.getBytes("file_id"))
                .list();
    }

    /** How many files there are with such a name, among them some that nobody calls so any more. */
    long countAbout(String part) {
        return client.sql("select count(distinct c.file_id) from file_name c where " + FITS)
                .param("part", folded(part))
                .query(Long.class)
                .single();
    }
}
