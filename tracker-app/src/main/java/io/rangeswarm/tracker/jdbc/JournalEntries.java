package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.swarm.PeerId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The bytes of {@code holding_journal.entries}, big-endian, entry after entry:
 *
 * <pre>
 * peer id (16)  file id (32)  count of chunks (4)  bitfield (count / 8, rounded up)    holds this from now on
 * peer id (16)  file id (32)  -1 (4)                                                   what was said before is void
 * </pre>
 *
 * <p>Each entry says all that the peer holds of the file, so that applying it twice does no harm.
 */
final class JournalEntries {

    /** Bytes in one row: H2 bounds a bytea at 1 MiB, and one entry has at most 8,244. */
    private static final int ROW_BYTES_MAX = 512 << 10;

    private static final int HEAD_BYTES = 16 + Sha256.BYTES + Integer.BYTES;
    private static final int VOID = -1;

    private final List<byte[]> rows = new ArrayList<>();
    private ByteBuffer row = ByteBuffer.allocate(4 << 10);

    private JournalEntries() {}

    /** Writes voids first, then sets: a holding may be in both. @return the rows, none when there is nothing to say */
    static List<byte[]> encode(Collection<Held> voids, Map<Held, ChunkSet> sets) {
        JournalEntries entries = new JournalEntries();
        voids.forEach(held -> entries.head(held, VOID, 0));
        sets.forEach((held, chunks) -> {
            byte[] bitfield = chunks.bitfield();
            entries.head(held, chunks.count(), bitfield.length);
            entries.row.put(bitfield);
        });
        entries.endRow();
        return entries.rows;
    }

    private void head(Held held, int count, int bitfieldLength) {
        int length = HEAD_BYTES + bitfieldLength;
        if (row.position() + length > ROW_BYTES_MAX) {
            endRow();
        }
        if (row.remaining() < length) {
            row = ByteBuffer.allocate(2 * row.capacity() + length).put(row.flip());
        }
        UUID peer = held.peer().value();
        row.putLong(peer.getMostSignificantBits()).putLong(peer.getLeastSignificantBits());
        held.file().manifestHash().writeTo(row);
        row.putInt(count);
    }

    private void endRow() {
        if (row.position() > 0) {
            byte[] bytes = new byte[row.position()];
            row.flip().get(bytes);
            rows.add(bytes);
            row.clear();
        }
    }

    /** Lets {@code into} be what it is after the entries of a row. @throws IllegalArgumentException for other bytes */
    static void apply(byte[] bytes, Map<Held, ChunkSet> into) {
        ByteBuffer row = ByteBuffer.wrap(bytes);
        while (row.hasRemaining()) {
            if (row.remaining() < HEAD_BYTES) {
                throw new IllegalArgumentException("a journal's entry has a head of " + HEAD_BYTES + " bytes");
            }
            PeerId peer = new PeerId(new UUID(row.getLong(), row.getLong()));
            Held held = new Held(peer, new FileId(Sha256.read(row)));
            int count = row.getInt();
            if (count == VOID) {
                into.remove(held);
            } else {
                into.put(held, chunks(row, count));
            }
        }
    }

    private static ChunkSet chunks(ByteBuffer row, int count) {
        if (count < 0 || count > ChunkLayout.CHUNK_COUNT_MAX || ChunkSet.bitfieldLength(count) > row.remaining()) {
            throw new IllegalArgumentException("a journal's entry cannot have " + count + " chunks");
        }
        byte[] bitfield = new byte[ChunkSet.bitfieldLength(count)];
        row.get(bitfield);
        return ChunkSet.ofBitfield(count, bitfield);
    }
}
