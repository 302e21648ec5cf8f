package io.rangeswarm.peer.core.recordlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * An append-only file of records. Each record is written by one call and carries its own checksum, so whatever moment
 * a process or machine dies, reopening finds the longest run of whole records and cuts off the torn rest.
 *
 * <pre>
 * record: length (4 bytes, big-endian) | CRC-32C of the payload (4 bytes) | payload (length bytes)
 *         00 00 00 03                  | 36 4b 3f b7                      | 61 62 63          "abc"
 * </pre>
 *
 * <p>An append that failed (a full disk) may leave half a record; it is cut off before the next append is tried.
 * Guarded by this.
 */
public final class RecordLog implements Closeable {

    /** Longest payload in bytes: room for the largest canonical manifest and a path. */
    public static final int PAYLOAD_BYTES_MAX = 4 << 20;

    private static final int FRAME_LENGTH = 2 * Integer.BYTES;

    private final FileChannel channel;
    private long end;

    private RecordLog(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens the log, creating an empty one if there is none, and hands each payload to {@code replay} in order. The
     * buffer is only valid during the call.
     */
    public static RecordLog open(Path path, Consumer<ByteBuffer> replay) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            RecordLog log = new RecordLog(channel);
            log.recover(replay);
            return log;
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Writes a record behind the last one. After a return it survives the death of this process. */
    public synchronized void append(ByteBuffer payload) throws IOException {
        int length = payload.remaining();
        if (length > PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException("a record has at most " + PAYLOAD_BYTES_MAX + " bytes, not " + length);
        }
        ByteBuffer frame = ByteBuffer.allocate(FRAME_LENGTH + length);
        frame.putInt(length).putInt(checksum(payload)).put(payload.duplicate()).flip();
        if (channel.size() > end) {
            channel.truncate(end);
        }
        long at = end;
        while (frame.hasRemaining()) {
            at += channel.write(frame, at);
        }
        end = at;
    }

    /** Returns when every record appended so far survives a power failure. */
    public void force() throws IOException {
        channel.force(false);
    }

    /** Size of the whole records in the file, in bytes. */
    public synchronized long length() {
        return end;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private synchronized void recover(Consumer<ByteBuffer> replay) throws IOException {
        for (Optional<ByteBuffer> payload = readRecord(); payload.isPresent(); payload = readRecord()) {
            end += FRAME_LENGTH + payload.get().remaining();
            replay.accept(payload.get());
        }
        channel.truncate(end);
    }

    /** The record at {@link #end}, or empty when there is no whole one. */
    private Optional<ByteBuffer> readRecord() throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_LENGTH);
        if (!readFully(frame, end)) {
            return Optional.empty();
        }
        int length = frame.getInt();
        int checksum = frame.getInt();
        if (length < 0 || length > Math.min(PAYLOAD_BYTES_MAX, channel.size() - end - FRAME_LENGTH)) {
            return Optional.empty();
        }
        ByteBuffer payload = ByteBuffer.allocate(length);
        boolean whole = readFully(payload, end + FRAME_LENGTH) && checksum(payload) == checksum;
        return whole ? Optional.of(payload) : Optional.empty();
    }

    /** Fills the buffer and flips it; false when the file ends first. */
    private boolean readFully(ByteBuffer into, long from) throws IOException {
        while (into.hasRemaining()) {
            int read = channel.read(into, from + into.position());
            if (read < 0) {
                return false;
            }
        }
        into.flip();
        return true;
    }

    private static int checksum(ByteBuffer payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload.duplicate());
        return (int) crc.getValue();
    }
}
