package io.rangeswarm.peer.core.store;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.ManifestCodec;
import io.rangeswarm.peer.core.recordlog.RecordLog;
import java.io.Closeable;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a download has proved so far, as a log of records:
 *
 * <pre>
 * 'M' | length of name (2 bytes) | name in UTF-8 | canonical manifest   first of all: what is being fetched
 * 'C' | index (4 bytes)                                                 this chunk was written and matched its hash
 * 'S' | count (4 bytes)                                                 the first count recorded chunks are on the disk for good
 * 'H' | bitfield                                                        found by a look at the disk: exactly these; earlier 'C' and 'S' are void
 * 'P' / 'R'                                                             the user paused / resumed it
 * </pre>
 *
 * <p>A chunk's bytes reach the operating system before its record does, so after the death of the process every
 * recorded chunk is there. After a power failure only those that an 'S' covers are; the others are hashed again when
 * the download is opened, and if any of them is gone an 'H' says so: without it a later 'S' would vouch for it again.
 */
final class Journal implements Closeable {

    /** What the log said when it was opened. */
    record State(Manifest manifest, FileName name, List<Integer> recordedChunks, int durableCount, boolean paused) {}

    private static final byte MANIFEST = 'M';
    private static final byte CHUNK = 'C';
    private static final byte SYNCED = 'S';
    private static final byte HELD = 'H';
    private static final byte PAUSED = 'P';
    private static final byte RESUMED = 'R';

    private final RecordLog log;

    private Journal(RecordLog log) {
        this.log = log;
    }

    /** A journal together with what it says. */
    record Opened(Journal journal, State state) {}

    /** Starts a journal for a new download. */
    static Journal create(Path path, FileName name, Manifest manifest) throws IOException {
        RecordLog log = RecordLog.open(path, ignored -> {});
        try {
            byte[] nameBytes = name.value().getBytes(StandardCharsets.UTF_8);
            byte[] canonical = ManifestCodec.encode(manifest);
            log.append(ByteBuffer.allocate(1 + Short.BYTES + nameBytes.length + canonical.length)
                    .put(MANIFEST)
                    .putShort((short) nameBytes.length)
                    .put(nameBytes)
                    .put(canonical)
                    .flip());
            return new Journal(log);
        } catch (IOException failed) {
            log.close();
            throw failed;
        }
    }

    /** Opens a journal again; empty when it was cut before its first record was whole, so that it proves nothing. */
    static Optional<Opened> open(Path path) throws IOException {
        Replay replay = new Replay();
        RecordLog log;
        try {
            log = RecordLog.open(path, replay::accept);
        } catch (IllegalArgumentException | BufferUnderflowException notAJournal) {
            return Optional.empty();
        }
        Optional<State> state = replay.state();
        if (state.isEmpty()) {
            log.close();
        }
        return state.map(known -> new Opened(new Journal(log), known));
    }

    void recordChunk(int index) throws IOException {
        log.append(
                ByteBuffer.allocate(1 + Integer.BYTES).put(CHUNK).putInt(index).flip());
    }

    /** Says that the first {@code count} recorded chunks are durable: those recorded before the part file was forced. */
    void recordSynced(int count) throws IOException {
        log.append(
                ByteBuffer.allocate(1 + Integer.BYTES).put(SYNCED).putInt(count).flip());
        log.force();
    }

    /** Says that of all that was recorded exactly these chunks are there. */
    void recordHeld(ChunkSet held) throws IOException {
        byte[] bitfield = held.bitfield();
        log.append(
                ByteBuffer.allocate(1 + bitfield.length).put(HELD).put(bitfield).flip());
        log.force();
    }

    void recordPaused(boolean paused) throws IOException {
        log.append(ByteBuffer.wrap(new byte[] {paused ? PAUSED : RESUMED}));
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    private static final class Replay {
        private Optional<Manifest> manifest = Optional.empty();
        private Optional<FileName> name = Optional.empty();
        private final List<Integer> recordedChunks = new ArrayList<>();
        private int durableCount;
        private boolean paused;

        void accept(ByteBuffer payload) {
            byte kind = payload.get();
            if (kind == MANIFEST) {
                byte[] nameBytes = new byte[Short.toUnsignedInt(payload.getShort())];
                payload.get(nameBytes);
                byte[] canonical = new byte[payload.remaining()];
                payload.get(canonical);
                name = Optional.of(new FileName(new String(nameBytes, StandardCharsets.UTF_8)));
                manifest = Optional.of(ManifestCodec.decode(canonical));
            } else if (kind == CHUNK) {
                recordedChunks.add(payload.getInt());
            } else if (kind == SYNCED) {
                durableCount = payload.getInt();
            } else if (kind == HELD) {
                byte[] bitfield = new byte[payload.remaining()];
                payload.get(bitfield);
                startOverWith(bitfield);
            } else if (kind == PAUSED || kind == RESUMED) {
                paused = kind == PAUSED;
            }
        }

        private void startOverWith(byte[] bitfield) {
            recordedChunks.clear();
            durableCount = 0;
            manifest.map(known -> ChunkSet.ofBitfield(known.layout().chunkCount(), bitfield))
                    .ifPresent(held -> held.forEach(recordedChunks::add));
        }

        Optional<State> state() {
            return manifest.flatMap(known ->
                    name.map(label -> new State(known, label, List.copyOf(recordedChunks), durableCount, paused)));
        }
    }
}
