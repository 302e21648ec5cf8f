package io.rangeswarm.peer.okhttp;

import io.rangeswarm.peer.core.limit.DownloadLimit;
import java.io.IOException;
import java.nio.ByteBuffer;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * A body of known length, read into direct buffers: straight from the channel where the connection has one, else through
 * OkHttp's segments. For one thread.
 */
final class BodyBytes {

    private final BufferedSource source;
    private final @Nullable ChannelSocket socket;
    private final Buffer segments = new Buffer();
    private final DownloadLimit.Reader turns;
    private long left;

    /**
     * @param length of the body in bytes, which the response's Content-Length has been checked against
     * @param turns says how much may be read when
     */
    BodyBytes(Response response, long length, DownloadLimit.Reader turns) {
        this.source = response.body().source();
        this.socket = ConnectionUsed.by(response.request()).channelSocket().orElse(null);
        this.left = length;
        this.turns = turns;
    }

    /** Bytes of the body that have still to come. */
    long left() {
        return left;
    }

    /**
     * Reads what has come, at most as much as the buffer has room for; waits for at least a byte.
     *
     * @return count of bytes read, or -1 at the body's end
     */
    int read(ByteBuffer into) throws IOException {
        if (left == 0) {
            return -1;
        }
        int room = turns.await((int) Math.min(into.remaining(), left));
        int read = socket == null ? readSegment(into, room) : readDirectly(into, room, socket);
        if (read > 0) {
            turns.took(read);
            left -= read;
        }
        return read;
    }

    private int readDirectly(ByteBuffer into, int room, ChannelSocket from) throws IOException {
        int start = into.position();
        int limit = into.limit();
        from.divertTo(into.limit(start + room));
        try {
            long made = source.read(segments, room);
            int direct = into.position() - start;
            if (direct == 0) { // these bytes came together with the headers
                while (!segments.exhausted()) {
                    segments.read(into);
                }
                return (int) made;
            }
            segments.clear();
            source.skip(from.owed());
            return direct;
        } finally {
            from.divertTo(null);
            into.limit(limit);
        }
    }

    private int readSegment(ByteBuffer into, int room) throws IOException {
        int limit = into.limit();
        try {
            return source.read(into.limit(into.position() + room));
        } finally {
            into.limit(limit);
        }
    }
}
