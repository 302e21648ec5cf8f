package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.swarm.Endpoint;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.PeerProfile;
import io.rangeswarm.tracker.core.swarm.SharedFile;
import io.rangeswarm.tracker.core.swarm.Source;
import io.rangeswarm.tracker.core.swarm.SwarmStore.Part;
import io.rangeswarm.tracker.core.swarm.Transferred;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;

/** How values of the domain are written in columns. */
final class Columns {

    /** {@code holding.part}: the peer has registered the file and holds no chunk of it yet. */
    static final int PART_NOTHING = 0;

    /** {@code holding.part}: some chunks. */
    static final int PART_SOME = 1;

    /** {@code holding.part}: every chunk. */
    static final int PART_WHOLE = 2;

    private Columns() {}

    static int part(Part part) {
        return part == Part.WHOLE ? PART_WHOLE : PART_SOME;
    }

    static int part(ChunkSet held) {
        if (held.isComplete()) {
            return PART_WHOLE;
        }
        return held.isEmpty() ? PART_NOTHING : PART_SOME;
    }

    static byte[] fileId(FileId id) {
        return id.manifestHash().bytes();
    }

    /**
     * The ids of these files, one or more, as PostgreSQL reads them in a statement. With parameters it would plan the
     * statement once, perhaps while the table was empty, and then look through the whole table for as long as nobody
     * analyzes it.
     */
    static String literals(Collection<SharedFile> files) {
        return files.stream()
                .map(file -> "'\\x" + file.fileId().hex() + "'")
                .collect(Collectors.joining(", ", "(", ")"));
    }

    static FileId fileId(ResultSet row) throws SQLException {
        return new FileId(Sha256.ofBytes(row.getBytes("file_id")));
    }

    static PeerId peerId(ResultSet row) throws SQLException {
        return new PeerId(row.getObject("peer_id", UUID.class));
    }

    /** Wants {@code part}, {@code bitfield} and the file's {@code length}. */
    static ChunkSet held(ResultSet row) throws SQLException {
        int count = new ChunkLayout(row.getLong("length")).chunkCount();
        return row.getInt("part") == PART_WHOLE
                ? ChunkSet.all(count)
                : ChunkSet.ofBitfield(count, row.getBytes("bitfield"));
    }

    /** Wants {@code endpoint}, {@code name} and {@code zone}. */
    static PeerProfile profile(ResultSet row) throws SQLException {
        return new PeerProfile(new Endpoint(row.getString("endpoint")), row.getString("name"), row.getString("zone"));
    }

    /** Wants {@code uploaded_bytes} and {@code downloaded_bytes}. */
    static Transferred transferred(ResultSet row) throws SQLException {
        return new Transferred(row.getLong("uploaded_bytes"), row.getLong("downloaded_bytes"));
    }

    /** Wants {@code peer_id}, {@code endpoint}, {@code zone} and what {@link #held} wants. */
    static Source source(ResultSet row) throws SQLException {
        return new Source(peerId(row), new Endpoint(row.getString("endpoint")), row.getString("zone"), held(row));
    }
}
