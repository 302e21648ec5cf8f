package io.rangeswarm.peer.web.upload;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bytes of a file on their way to a socket, by the kernel (sendfile). Sent by one thread at a time; may be ended by
 * any.
 */
final class Transfer {

    private final OpenFile file;
    private final Upload upload;
    private final long end;
    private long position;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Takes over the file and the upload: both end with the transfer. The range is not empty. */
    Transfer(OpenFile file, long start, long end, Upload upload) {
        this.file = file;
        this.upload = upload;
        this.position = start;
        this.end = end;
    }

    long remaining() {
        return end - position;
    }

    /**
     * Sends at most so many bytes, and no more than the socket takes at once.
     *
     * @return how many
     * @throws IOException when the client is gone, or the file has become too short
     */
    long sendTo(WritableByteChannel socket, long bytesMax) throws IOException {
        long sent = file.channel().transferTo(position, Math.min(bytesMax, remaining()), socket);
        if (sent <= 0 && file.channel().size() <= position) {
            // The length is promised already; only a broken connection tells the client.
            throw new EOFException("the file became shorter than " + end + " bytes");
        }
        position += sent;
        upload.remains(remaining());
        return sent;
    }

    /** Gives the slot back and lets go of the file; does nothing when called again. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            upload.end();
            file.letGo();
        }
    }
}
