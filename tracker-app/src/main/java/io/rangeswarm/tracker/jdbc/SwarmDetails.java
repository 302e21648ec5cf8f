package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.core.catalog.CopyCounts;
import io.rangeswarm.tracker.core.catalog.LeechProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What live peers say of the files on one page, read in three statements however many files and peers there are. */
final class SwarmDetails {

    private static final String LIVE_HOLDINGS =
            " from holding h join peer p on p.id = h.peer_id where h.file_id in (:files) and p.lease_until > :now";

    private final Map<FileId, Counts> counts = new HashMap<>();
    private final Map<FileId, List<String>> names = new HashMap<>();
    private final Map<FileId, CopyCounts> copies = new HashMap<>();

    private static final class Counts {
        private long seeds;
        private long leeches;
        private final LeechProgress.Counter progress = new LeechProgress.Counter();
    }

    private SwarmDetails() {}

    static SwarmDetails read(JdbcClient client, Map<FileId, ChunkLayout> layouts, Instant now) {
        SwarmDetails details = new SwarmDetails();
        if (!layouts.isEmpty()) {
            List<byte[]> files = layouts.keySet().stream().map(Columns::fileId).toList();
            details.readCounts(client, files, layouts, now);
            details.readNames(client, files, now);
            details.readCopies(client, layouts, now);
        }
        return details;
    }

    private void readCounts(JdbcClient client, List<byte[]> files, Map<FileId, ChunkLayout> layouts, Instant now) {
        layouts.keySet().forEach(id -> counts.put(id, new Counts()));
        client.sql("select h.file_id, h.part, h.held_count, count(*) as holders" + LIVE_HOLDINGS
                        + " group by h.file_id, h.part, h.held_count")
                .param("files", files)
                .param("now", now.toEpochMilli())
                .query(row -> {
                    FileId id = Columns.fileId(row);
                    Counts counted = counts.get(id);
                    ChunkLayout layout = layouts.get(id);
                    if (counted == null || layout == null) {
                        return;
                    }
                    long holders = row.getLong("holders");
                    if (row.getInt("part") == Columns.PART_WHOLE) {
                        counted.seeds += holders;
                    } else {
                        counted.leeches += holders;
                        counted.progress.add(row.getInt("held_count"), layout.chunkCount(), holders);
                    }
                });
    }

    private void readNames(JdbcClient client, List<byte[]> files, Instant now) {
        client.sql("""
                        select distinct h.file_id, h.name from holding_name h join peer p on p.id = h.peer_id
                        where h.file_id in (:files) and p.lease_until > :now order by h.file_id, h.name
                        """).param("files", files).param("now", now.toEpochMilli()).query(row -> {
            List<String> known = names.computeIfAbsent(Columns.fileId(row), id -> new ArrayList<>());
            if (known.size() < FileView.NAMES_MAX) {
                known.add(row.getString("name"));
            }
        });
    }

    /** Asks for all who have a bitfield: asked for a part as well, H2 goes through its whole index for each list of files. */
    private void readCopies(JdbcClient client, Map<FileId, ChunkLayout> layouts, Instant now) {
        layouts.forEach((id, layout) -> copies.put(id, new CopyCounts(layout.chunkCount(), seeds(id))));
        List<byte[]> withLeeches = layouts.keySet().stream()
                .filter(id -> leeches(id) > 0)
                .map(Columns::fileId)
                .toList();
        if (withLeeches.isEmpty()) {
            return;
        }
        client.sql("select h.file_id, h.bitfield" + LIVE_HOLDINGS + " and h.bitfield is not null")
                .param("files", withLeeches)
                .param("now", now.toEpochMilli())
                .query(row -> {
                    FileId id = Columns.fileId(row);
                    CopyCounts counted = copies.get(id);
                    if (counted != null) {
                        counted.add(ChunkSet.ofBitfield(counted.chunkCount(), row.getBytes("bitfield")));
                    }
                });
    }

    List<String> names(FileId id) {
        return names.getOrDefault(id, List.of());
    }

    long seeds(FileId id) {
        return counted(id).seeds;
    }

    long leeches(FileId id) {
        return counted(id).leeches;
    }

    LeechProgress progress(FileId id) {
        return counted(id).progress.counted();
    }

    private Counts counted(FileId id) {
        return counts.getOrDefault(id, new Counts());
    }

    long lowest(FileId id) {
        CopyCounts counted = copies.get(id);
        return counted == null ? 0 : counted.lowest();
    }
}
